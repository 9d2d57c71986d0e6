#!lua flags=allow-oom
-- Takes one inbox entry over from a consumer without a heartbeat, and counts that it is now tried alone.
-- One at a time, so that an entry that kills its worker takes no others with it.
--
-- KEYS   inbox, alone, heartbeat of the other consumer
-- ARGV   group, the other consumer, this consumer
-- Reply  nil: nothing to take, or it is alive after all. Else {entry id, times tried alone before, fields}
local inbox, alone, heartbeat = KEYS[1], KEYS[2], KEYS[3]
local group, other, me = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', heartbeat) == 1 then return nil end

local fewest, chosen
for _, pending in ipairs(redis.call('XPENDING', inbox, group, '-', '+', 20, other)) do
  local tried = tonumber(redis.call('HGET', alone, pending[1]) or '0')
  if not fewest or tried < fewest then fewest, chosen = tried, pending[1] end
end
if not chosen then return nil end

local claimed = redis.call('XCLAIM', inbox, group, me, 0, chosen)
if #claimed == 0 or not claimed[1] then
  redis.call('XACK', inbox, group, chosen)
  redis.call('HDEL', alone, chosen)
  return nil
end
redis.call('HINCRBY', alone, chosen, 1)
return {chosen, fewest, claimed[1][2]}
