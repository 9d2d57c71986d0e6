#!lua flags=allow-oom
-- Renews the leases of polls that take long.
--
-- KEYS   polls
-- ARGV   prefix of keys, holder, lease (ms), ids …
-- Reply  the ids that are no longer this holder's
local polls, prefix, holder, lease = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local lost = {}
for i = 4, #ARGV do
  local id = ARGV[i]
  local source = prefix .. 'source:' .. id
  local said = redis.call('HMGET', source, 'holder', 'host')
  if said[1] == holder then
    redis.call('HSET', source, 'until', now + lease)
    redis.call('ZADD', polls, 'XX', now + lease, id)  -- not where it was paused, or is declared no longer
    local asking = prefix .. 'asking:' .. (said[2] or '')
    redis.call('ZADD', asking, 'XX', now + lease, id)  -- not where it has been asked
    redis.call('PEXPIRE', asking, lease * 2)
  else
    lost[#lost + 1] = id
  end
end
return lost
