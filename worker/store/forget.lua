-- Deletes a consumer that is dead and holds nothing. XGROUP DELCONSUMER drops pending entries for good, so the three
-- looks and the deletion are one step.
--
-- KEYS   inbox, heartbeat of the consumer
-- ARGV   group, consumer
-- Reply  1 deleted, 0 not
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
