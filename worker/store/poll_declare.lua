#!lua flags=allow-oom
-- Takes a declared source up, or lets one go that is declared no longer; what is remembered of that one is kept for a time.
--
-- KEYS   polls, source, seen, declared
-- ARGV   id, host, its address ('' where it is declared no longer), how long what is remembered of it is then kept (ms)
local polls, source, seen, declared = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id = ARGV[1]
if ARGV[3] == '' then
  redis.call('ZREM', polls, id)
  redis.call('HDEL', declared, id)
  redis.call('PEXPIRE', source, ARGV[4])
  redis.call('PEXPIRE', seen, ARGV[4])
  return 0
end
redis.call('HSET', declared, id, ARGV[3])
redis.call('HSET', source, 'host', ARGV[2])
redis.call('PERSIST', source)
redis.call('PERSIST', seen)
if redis.call('HEXISTS', source, 'paused') == 0 then
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  local held_until = tonumber(redis.call('HGET', source, 'until') or 0)
  if held_until > now then
    redis.call('HSET', source, 'again', '1')  -- it is being polled, by what was declared before: once more after that
  end
  redis.call('ZADD', polls, math.max(now, held_until), id)
end
return 1
