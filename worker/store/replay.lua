#!lua
-- Puts a rejected item in again and takes its rejections off. Without allow-oom: a full server refuses it as a whole.
--
-- KEYS   rejected, inbox of its lane
-- ARGV   number of rejections, their entry ids (the one asked for first), then the fields of the inbox entry
-- Reply  id of the inbox entry; nil where the rejection is gone: somebody else replayed it
local count = tonumber(ARGV[1])
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return nil end
for i = 3, count + 1 do redis.call('XDEL', KEYS[1], ARGV[i]) end
return redis.call('XADD', KEYS[2], '*', unpack(ARGV, count + 2))
