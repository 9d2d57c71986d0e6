#!lua flags=allow-oom
-- Publishes what became of one wire item: every check first, then the inbox entry's end, then everything else.
-- allow-oom: a server full of waiting items must be able to drain; intake by the client stops long before.
--
-- KEYS   inbox articles rejected outcomes counters held_index alone raw raw_accepted raw_rejected, then per story:
--        state held, then the streams of all routes
-- ARGV   mode (item: of the inbox; release: a reading kept aside; kill, purge: an operator's), group, consumer, entry id,
--        item id, outcomes to keep, state retention ms,
--        raw blob ('' keeps none), raw digest, raw retention ms if accepted, if rejected, raw bytes to keep at most,
--        number of stories, then FIELDS per story
-- Reply  {'fenced'}: the entry is not this consumer's (any more). {'foreign', i, …}: these stories (from 1) belong to
--        another authority; nothing was written. {'done', outcome, version, …}: all is written.

local FIELDS = {'kind', 'index', 'uri', 'digest', 'status', 'wire', 'created', 'embargo', 'authority', 'language',
                'source', 'routes', 'note', 'data', 'code', 'message', 'where'}
local STATE = {'d', 's', 'v', 'a', 'w', 'c', 'r', 'i', 'p'}

local inbox, articles, rejected, outcomes, counters, held_index, alone, raw, raw_accepted, raw_rejected =
  unpack(KEYS, 1, 10)
local mode, group, consumer, entry, item_id = unpack(ARGV, 1, 5)
local by_operator = mode == 'kill' or mode == 'purge'
local keep_outcomes, keep_state = ARGV[6], ARGV[7]
local count = tonumber(ARGV[13])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local routes = {}
for i = 11 + 2 * count, #KEYS do routes[string.match(KEYS[i], ':articles:([^:]+)$')] = KEYS[i] end

-- Reading -------------------------------------------------------------------------------------------------------

local function as_table(flat)
  local result = {}
  for i = 1, #flat, 2 do result[flat[i]] = flat[i + 1] end
  return result
end

local function story_from_arguments(i)
  local story, base = {}, 13 + (i - 1) * #FIELDS
  for f, name in ipairs(FIELDS) do story[name] = ARGV[base + f] end
  story.item_id, story.raw_digest = item_id, ARGV[9]
  return story
end

local function story_from_held(held_key)
  local story = as_table(redis.call('HGETALL', held_key))
  if not story.uri or tonumber(story.embargo) > now then return nil end
  return story
end

local states, helds = {}, {}

local function state_of(key)
  if states[key] == nil then
    local v = redis.call('HMGET', key, unpack(STATE))
    states[key] = v[1] and {digest = v[1], status = v[2], version = tonumber(v[3]), authority = v[4], wire = v[5],
                            created = v[6], item_id = v[7], index = v[8], purged = v[9]} or false
  end
  return states[key]
end

local function held_of(key)
  if helds[key] == nil then
    local story = as_table(redis.call('HGETALL', key))
    helds[key] = story.uri and story or false
  end
  return helds[key]
end

-- Order of two readings of a story: 1 newer, 0 the same, -1 older.
-- Arrival is item id and place in the item.

local function compare(a, b)
  if a == b then return 0 end
  return a > b and 1 or -1
end

local function order_by_wire(a, b)
  if a.wire ~= '' and b.wire ~= '' and a.wire ~= b.wire then return compare(a.wire, b.wire) end
  if a.created ~= '' and b.created ~= '' then return compare(tonumber(a.created), tonumber(b.created)) end
  return 0
end

local function order(a, b)
  local by_wire = order_by_wire(a, b)
  if by_wire ~= 0 then return by_wire end
  local a_ms, a_seq = string.match(a.item_id, '^[uk]?(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b.item_id, '^[uk]?(%d+)-(%d+)$')
  local by_ms = compare(tonumber(a_ms), tonumber(b_ms))
  local by_seq = compare(tonumber(a_seq), tonumber(b_seq))
  if by_ms ~= 0 then return by_ms end
  return by_seq ~= 0 and by_seq or compare(tonumber(a.index), tonumber(b.index))
end

-- What becomes of a story: changes only the local copies of state and held ---------------------------------------

local function same(a, b) return a.digest == b.digest and a.status == b.status end

local function with_order(state, story)
  state.wire = story.wire ~= '' and story.wire or state.wire
  state.created = story.created ~= '' and story.created or state.created
  state.item_id, state.index = story.item_id, story.index
end

local function decide(story, state_key, held_key)
  local plan = {story = story, state_key = state_key, held_key = held_key}
  if story.kind == 'rejection' then plan.outcome = 'rejected' return plan end
  local state, held = state_of(state_key), held_of(held_key)
  if mode == 'release' then held, helds[held_key] = false, false end
  if state and state.status == 'canceled' and mode ~= 'purge' then
    plan.outcome, plan.version, plan.purged_before = 'stale', state.version, state.purged
    return plan
  end
  if state and same(story, state) then
    plan.outcome, plan.version = 'duplicate', state.version
    if story.authority == state.authority then
      if order(story, state) > 0 then with_order(state, story) end
      if held and order_by_wire(story, held) > 0 then plan.superseded, helds[held_key] = held, false end
    end
    return plan
  end
  local owner = state and state.authority or held and held.authority or story.authority
  if by_operator then story.authority = owner end
  if owner ~= story.authority then plan.outcome = 'foreign' return plan end
  if not by_operator and state and order(story, state) < 0 then
    plan.outcome, plan.version = 'stale', state.version
    return plan
  end
  if story.status ~= 'canceled' and story.embargo ~= '' and tonumber(story.embargo) > now then
    if held and same(story, held) then
      plan.outcome = 'duplicate'
      if order(story, held) > 0 then with_order(held, story) plan.reordered = held end
      return plan
    end
    if held and order(story, held) < 0 then plan.outcome = 'stale' return plan end
    plan.outcome, plan.superseded, helds[held_key] = 'embargoed', held, story
    return plan
  end
  if held and (story.status == 'canceled' or order(story, held) >= 0) then
    plan.superseded, helds[held_key] = held, false
  end
  plan.outcome = state and 'updated' or 'published'
  plan.version_reused = state and story.wire ~= '' and story.wire == state.wire
  if not state then state = {version = 0, wire = '', created = ''} states[state_key] = state end
  state.version, state.digest, state.status, state.authority =
    state.version + 1, story.digest, story.status, story.authority
  with_order(state, story)
  plan.version = state.version
  return plan
end

-- Writing -------------------------------------------------------------------------------------------------------

-- The record's JSON arrives without its version and ends with its notes (worker/store/publish.py keeps it so).
local function record_of(plan)
  local data = string.sub(plan.story.data, 2)
  if plan.version_reused then
    local head = string.sub(data, 1, -4)
    data = head .. (string.sub(head, -1) == '[' and '' or ',') .. plan.story.note .. ']}}'
  end
  return '{"version":' .. plan.version .. ',' .. data
end

local function publish(plan)
  local story = plan.story
  local fields = {'uri', story.uri, 'version', plan.version, 'status', story.status, 'language', story.language,
                  'source', story.source, 'data', record_of(plan)}
  local id = redis.call('XADD', articles, '*', unpack(fields))
  for route in string.gmatch(story.routes, '%S+') do
    if routes[route] then redis.call('XADD', routes[route], '*', unpack(fields)) end
  end
  redis.call('HSET', plan.state_key, 'e', id)
end

local function write_state(key)
  local state = states[key]
  redis.call('HSET', key, 'd', state.digest, 's', state.status, 'v', state.version, 'a', state.authority,
             'w', state.wire, 'c', state.created, 'r', state.item_id, 'i', state.index)
  if mode == 'purge' then redis.call('HSET', key, 'p', '1') end
  if state.status == 'canceled' then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, keep_state) end
end

local function hold(plan)
  local flat = {}
  for name, value in pairs(plan.story) do flat[#flat + 1] = name flat[#flat + 1] = value end
  redis.call('DEL', plan.held_key)
  redis.call('HSET', plan.held_key, unpack(flat))
  redis.call('ZADD', held_index, plan.story.embargo, plan.held_key)
end

local function reorder_held(plan)
  local held = plan.reordered
  redis.call('HSET', plan.held_key, 'wire', held.wire, 'created', held.created, 'item_id', held.item_id,
             'index', held.index)
end

local function let_go(plan)
  redis.call('DEL', plan.held_key)
  redis.call('ZREM', held_index, plan.held_key)
end

local function reject(story)
  redis.call('XADD', rejected, '*', 'code', story.code, 'message', story.message, 'where', story.where,
             'item_id', story.item_id, 'source', story.source, 'raw_digest', story.raw_digest, 'data', story.data)
end

local function record_outcome(story, outcome, version)
  redis.call('XADD', outcomes, 'MAXLEN', '~', keep_outcomes, '*', 'item_id', story.item_id, 'story', story.index,
             'outcome', outcome, 'uri', story.uri, 'version', version or '', 'code', story.code,
             'source', story.source or '', 'raw_digest', story.raw_digest)
  if outcome ~= 'embargoed' then redis.call('HINCRBY', counters, outcome, 1) end
end

local function keep_raw(any_rejected)
  local blob, size = ARGV[8], #ARGV[8]
  local retention = tonumber(any_rejected and ARGV[11] or ARGV[10])
  if size == 0 or retention == 0 then return end
  local member, expiry = ARGV[9] .. ':' .. size, now + retention
  local was_rejected = redis.call('ZSCORE', raw_rejected, member)
  local was_accepted = redis.call('ZSCORE', raw_accepted, member)
  local known = tonumber(was_rejected or was_accepted or '0')
  if known >= expiry and redis.call('EXISTS', raw) == 1 and (was_rejected or not any_rejected) then return end
  if any_rejected or was_rejected then
    if was_accepted then
      redis.call('ZREM', raw_accepted, member)
      redis.call('HINCRBY', counters, 'raw_accepted_bytes', -size)
    end
    if not was_rejected then redis.call('HINCRBY', counters, 'raw_rejected_bytes', size) end
    redis.call('ZADD', raw_rejected, expiry, member)
  else
    if not was_accepted then
      local total = tonumber(redis.call('HGET', counters, 'raw_accepted_bytes') or '0')
      if total + size > tonumber(ARGV[12]) then return end
      redis.call('HINCRBY', counters, 'raw_accepted_bytes', size)
    end
    redis.call('ZADD', raw_accepted, expiry, member)
  end
  redis.call('SET', raw, blob, 'PX', retention)
end

local function write(plan)
  local story, outcome = plan.story, plan.outcome
  if plan.superseded then
    let_go(plan)
    record_outcome(plan.superseded, 'superseded')
  end
  if plan.reordered then reorder_held(plan) end
  if outcome == 'rejected' then reject(story)
  elseif outcome == 'embargoed' then hold(plan)
  elseif outcome == 'published' or outcome == 'updated' then
    if mode == 'release' then let_go(plan) end
    publish(plan)
  elseif mode == 'release' then let_go(plan) end
  if outcome ~= 'embargoed' and states[plan.state_key] then write_state(plan.state_key) end
  record_outcome(story, outcome, plan.version)
end

-- The way through -------------------------------------------------------------------------------------------------

if mode == 'item' and #redis.call('XPENDING', inbox, group, entry, entry, 1, consumer) == 0 then
  return {'fenced'}
end

-- What is written to below must be what it should be: after the entry has left the inbox no command may fail.
for _, expected in ipairs({{articles, 'stream'}, {rejected, 'stream'}, {outcomes, 'stream'}, {counters, 'hash'},
                           {held_index, 'zset'}, {alone, 'hash'}, {raw_accepted, 'zset'}, {raw_rejected, 'zset'}}) do
  local found = redis.call('TYPE', expected[1])['ok']
  if found ~= 'none' and found ~= expected[2] then
    return redis.error_reply('MISPLACED ' .. expected[1] .. ' is a ' .. found .. ', not a ' .. expected[2])
  end
end

local plans, foreign, any_rejected, any_purged = {}, {'foreign'}, false, false
for i = 1, count do
  local state_key, held_key = KEYS[9 + 2 * i], KEYS[10 + 2 * i]
  local story
  if mode == 'release' then story = story_from_held(held_key) else story = story_from_arguments(i) end
  if not story then return {'fenced'} end
  plans[i] = decide(story, state_key, held_key)
  if plans[i].outcome == 'foreign' then foreign[#foreign + 1] = i end
  if plans[i].outcome == 'rejected' then any_rejected = true end
  if plans[i].purged_before then any_purged = true end
end
if #foreign > 1 then return foreign end

if mode == 'item' then
  redis.call('XACK', inbox, group, entry)
  redis.call('XDEL', inbox, entry)
  redis.call('HDEL', alone, inbox .. ' ' .. entry)
  redis.call('HINCRBY', counters, 'items', 1)
  if not any_purged then keep_raw(any_rejected) end
end
if mode ~= 'release' then redis.call('HINCRBY', counters, 'stories', count) end
local reply = {'done'}
for _, plan in ipairs(plans) do
  write(plan)
  reply[#reply + 1] = plan.outcome
  reply[#reply + 1] = plan.version or 0
end
return reply
