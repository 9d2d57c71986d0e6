#!lua flags=allow-oom
-- An operator's word on a source: pause it, or poll it now (which also ends a pause). Or a watched folder's, that something
-- has come: it is due now, unless it is paused; one that is being polled, or whose poll never ended, keeps its time.
--
-- KEYS   polls, source, declared
-- ARGV   id, pause, now or wake
-- Reply  1 done, 0 no such source is declared
local polls, source, declared, id = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
if redis.call('HEXISTS', declared, id) == 0 then return 0 end
if ARGV[2] == 'pause' then
  redis.call('HSET', source, 'paused', '1')
  redis.call('ZREM', polls, id)
  return 1
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if ARGV[2] == 'wake' then
  if redis.call('HEXISTS', source, 'holder') == 1 then
    redis.call('HSET', source, 'again', '1')
  elseif tonumber(redis.call('ZSCORE', polls, id) or 0) > now then
    redis.call('ZADD', polls, now, id)
  end
  return 1
end
redis.call('HDEL', source, 'paused', 'unfinished')
local held_until = tonumber(redis.call('HGET', source, 'until') or 0)
if held_until > now then
  redis.call('HSET', source, 'again', '1')  -- it is being polled: once more after that
end
redis.call('ZADD', polls, math.max(now, held_until), id)
return 1
