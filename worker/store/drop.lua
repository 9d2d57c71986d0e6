#!lua flags=allow-oom
-- Drops one kept payload: out of the index, the store and the count of bytes, and only if it is there.
-- allow-oom: dropping is how a full server gets room.
--
-- KEYS   index, raw, counters
-- ARGV   member of the index, bytes, counter, latest expiry it may have (ms)
-- Reply  1 dropped, 0 not: another was faster, or it is kept for longer now
local expiry = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not expiry or tonumber(expiry) > tonumber(ARGV[4]) then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('UNLINK', KEYS[2])
redis.call('HINCRBY', KEYS[3], ARGV[3], -tonumber(ARGV[2]))
return 1
