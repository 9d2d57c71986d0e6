#!lua flags=allow-oom
-- Notes when something was first seen, once, and tells when that was.
--
-- KEYS   hash
-- ARGV   field, now (ms)
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1], ARGV[1])
