#!lua flags=allow-oom
-- Makes a stream and its consumer group where they are missing, from its first entry on.
--
-- KEYS   stream
-- ARGV   group
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
return 1
