#!lua flags=allow-oom
-- Takes sources that are due under a lease, as many as asked for, and keeps the pace of each host: so many at once, one
-- every so often. A source whose host is not free gets the host's next turn, and is due then. A local folder, whose host is
-- written folder:<id>, has no pace.
--
-- KEYS   polls, turns, queued
-- ARGV   prefix of keys, holder, most to take, lease (ms), at once per host, ms between two requests to a host
-- Reply  {ms until the next is due or -1, id, host, state, how often it was taken and never ended, id, …}
local polls, turns, queued = KEYS[1], KEYS[2], KEYS[3]
local prefix, holder = ARGV[1], ARGV[2]
local most, lease, at_once, pace = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local reply = {0}
local taken = 0
-- Each source looked at is taken or gets a later time, so a second look of the same size finds others.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', polls, '-inf', now, 'LIMIT', 0, most * 4)) do
  if taken == most then break end
  local source = prefix .. 'source:' .. id
  local said = redis.call('HMGET', source, 'host', 'holder', 'unfinished', 'state')
  local host = said[1] or ''
  local asking = prefix .. 'asking:' .. host
  redis.call('ZREMRANGEBYSCORE', asking, '-inf', now)
  local turn = tonumber(redis.call('ZSCORE', turns, host) or 0)
  if turn > now or redis.call('ZCARD', asking) >= at_once then
    local last = tonumber(redis.call('ZSCORE', queued, host) or 0)
    local due = math.max(turn, last + pace, now + 1)
    redis.call('ZADD', queued, due, host)
    redis.call('ZADD', polls, due, id)
  else
    local unfinished = tonumber(said[3] or 0)
    if said[2] then unfinished = unfinished + 1 end
    -- What never ends is tried ever less often: it may be what ends the process.
    local due = now + lease * 2 ^ math.min(unfinished, 6)
    if string.sub(host, 1, 7) ~= 'folder:' then redis.call('ZADD', turns, now + pace, host) end
    redis.call('ZADD', polls, due, id)
    redis.call('HSET', source, 'holder', holder, 'until', now + lease, 'unfinished', unfinished)
    redis.call('ZADD', asking, now + lease, id)
    redis.call('PEXPIRE', asking, lease * 2)
    for _, value in ipairs({id, host, said[4] or '', unfinished}) do reply[#reply + 1] = value end
    taken = taken + 1
  end
end
redis.call('ZREMRANGEBYSCORE', turns, '-inf', now)
redis.call('ZREMRANGEBYSCORE', queued, '-inf', now - pace)
local next_one = redis.call('ZRANGE', polls, 0, 0, 'WITHSCORES')
reply[1] = next_one[2] and math.max(0, math.floor(tonumber(next_one[2]) - now)) or -1
return reply
