#!lua flags=allow-oom
-- Takes or renews a lease, or takes it over from the holder named. Also writes heartbeats: leases nobody contests.
--
-- KEYS   the lease
-- ARGV   holder, milliseconds, the holder it may be taken over from ('' for none)
-- Reply  1 taken, 0 somebody else has it
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
