#!lua flags=no-writes
-- Tells the id of a stream's first entry, without its fields: a payload may be large.
--
-- KEYS   stream
-- Reply  the id; nil where the stream is empty
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
return first and first[1]
