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

local found = {}
for _, pending in ipairs(redis.call('XPENDING', inbox, group, '-', '+', 20, other)) do
  local field = inbox .. ' ' .. pending[1]
  found[#found + 1] = {id = pending[1], field = field, tried = tonumber(redis.call('HGET', alone, field) or '0')}
end
table.sort(found, function(a, b) return a.tried < b.tried end)

for _, one in ipairs(found) do
  local claimed = redis.call('XCLAIM', inbox, group, me, 0, one.id)
  if claimed[1] then
    redis.call('HINCRBY', alone, one.field, 1)
    return {one.id, one.tried, claimed[1][2]}
  end
  -- It was trimmed off the stream while the other held it.
  redis.call('XACK', inbox, group, one.id)
  redis.call('HDEL', alone, one.field)
end
return nil
