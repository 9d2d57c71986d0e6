#!lua flags=allow-oom
-- Asks for a host's turn, for the requests of a poll besides its first: pages, redirects, robots.txt.
--
-- KEYS   turns, asking
-- ARGV   host, id of the source, how long its place is held (ms), at once per host, ms between two requests to a host
-- Reply  0 it may be asked now, else the ms to wait before trying again
local turns, asking, host, id = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local hold, at_once, pace = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', asking, '-inf', now)
if not redis.call('ZSCORE', asking, id) and redis.call('ZCARD', asking) >= at_once then return math.max(pace, 50) end
local turn = tonumber(redis.call('ZSCORE', turns, host) or 0)
if turn > now then return turn - now end
redis.call('ZADD', turns, now + pace, host)
redis.call('ZADD', asking, now + hold, id)
redis.call('PEXPIRE', asking, hold * 2)
return 0
