#!lua flags=allow-oom
-- Ends a poll: saves what is remembered of the source, and says when it is due again. The fence: only for who holds it.
--
-- KEYS   polls, source, seen, asking
-- ARGV   id, holder, state, what was seen ('' where that is as it was), host to ask next time, ms until it is due (-1: never)
-- Reply  1 saved, 0 it is no longer this holder's
local polls, source, seen, asking = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, delay = ARGV[1], tonumber(ARGV[6])
if redis.call('HGET', source, 'holder') ~= ARGV[2] then return 0 end
redis.call('ZREM', asking, id)
local again = redis.call('HGET', source, 'again')
redis.call('HSET', source, 'state', ARGV[3], 'host', ARGV[5])
redis.call('HDEL', source, 'holder', 'until', 'unfinished', 'again')
if ARGV[4] ~= '' then
  redis.call('SET', seen, ARGV[4])
  local left = redis.call('PTTL', source)  -- of one that is declared no longer
  if left > 0 then redis.call('PEXPIRE', seen, left) end
end
if not redis.call('ZSCORE', polls, id) then return 1 end  -- paused or no longer declared meanwhile
if again then delay = 0 end
if delay < 0 then
  redis.call('ZREM', polls, id)
else
  local clock = redis.call('TIME')
  redis.call('ZADD', polls, clock[1] * 1000 + math.floor(clock[2] / 1000) + delay, id)
end
return 1
