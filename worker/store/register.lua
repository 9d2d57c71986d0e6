#!lua flags=allow-oom
-- Writes the heartbeat of a worker or clock, by the server's clock.
--
-- KEYS   workers
-- ARGV   node, what it is and how many ingest slots it keeps
local clock = redis.call('TIME')
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. clock[1] .. string.format('%03d', math.floor(clock[2] / 1000)))
