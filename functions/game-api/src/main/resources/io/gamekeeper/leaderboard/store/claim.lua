-- Claims the right to ask for a rebuild, or gives it back.
-- KEYS[4]: the claim; ARGV: lease in ms, 0 to give it back
if ARGV[1] == '0' then return redis.call('DEL', KEYS[4]) end
if redis.call('SET', KEYS[4], '1', 'NX', 'PX', ARGV[1]) then return 1 end
return 0
