#!lua flags=allow-oom
-- An operator's word on a source: pause it, or poll it now (which also ends a pause).
--
-- KEYS   polls, source, declared
-- ARGV   id, pause or now
-- Reply  1 done, 0 no such source is declared
local polls, source, declared, id = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
if redis.call('HEXISTS', declared, id) == 0 then return 0 end
if ARGV[2] == 'pause' then
  redis.call('HSET', source, 'paused', '1')
  redis.call('ZREM', polls, id)
  return 1
end
redis.call('HDEL', source, 'paused', 'unfinished')
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due = tonumber(redis.call('ZSCORE', polls, id) or 0)
if redis.call('HEXISTS', source, 'holder') == 1 and due > now then
  redis.call('HSET', source, 'again', '1')  -- it is being polled: once more after that
else
  redis.call('ZADD', polls, now, id)
end
return 1
