-- Takes a delivery into the inbox as a whole, or not at all; one that comes again under its key gets the ids it got then.
--
-- KEYS   inbox, inbox:urgent, delivered, rate
-- ARGV   digest of the delivery, ms to remember its key (0: it has none), items per minute (0: any), number of items,
--        then per item: lane, number of fields and values, fields and values
-- reply  {'accepted' | 'repeated', item ids in one string} or {'reused'} or {'limited', seconds to wait}

local lanes = {normal = {KEYS[1], ''}, urgent = {KEYS[2], 'u'}}
local digest, kept, limit, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

if kept > 0 then
  local known = redis.call('GET', KEYS[3])
  if known then
    local was, ids = known:match('^(%S+) (.*)$')
    if was == digest then return {'repeated', ids} end
    return {'reused'}
  end
end

if limit > 0 then
  local seconds = tonumber(redis.call('TIME')[1])
  local minute = tostring(math.floor(seconds / 60))
  local said = redis.call('HMGET', KEYS[4], 'minute', 'items')
  local used = said[1] == minute and tonumber(said[2]) or 0
  if used > 0 and used + count > limit then return {'limited', 60 - seconds % 60} end
  redis.call('HSET', KEYS[4], 'minute', minute, 'items', used + count)
  redis.call('PEXPIRE', KEYS[4], 120000)
end

local ids, at = {}, 5
for _ = 1, count do
  local lane, size = lanes[ARGV[at]], tonumber(ARGV[at + 1])
  ids[#ids + 1] = lane[2] .. redis.call('XADD', lane[1], '*', unpack(ARGV, at + 2, at + 1 + size))
  at = at + 2 + size
end

local all = table.concat(ids, ' ')
if kept > 0 then redis.call('SET', KEYS[3], digest .. ' ' .. all, 'PX', kept) end
return {'accepted', all}
