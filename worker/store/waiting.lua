#!lua flags=no-writes
-- Whose entry an inbox entry is, without its payload: that may have 64 MiB.
--
-- KEYS   inbox of its lane
-- ARGV   id of the entry
-- Reply  its source, '' where it names none; nil where it does not wait
local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return nil end
for i = 1, #entry[2], 2 do
  if entry[2][i] == 'source' then return entry[2][i + 1] end
end
return ''
