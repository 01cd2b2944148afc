-- Claims the right to ask for a rebuild.
-- KEYS[4]: the claim; ARGV: lease in ms
if redis.call('SET', KEYS[4], '1', 'NX', 'PX', ARGV[1]) then return 1 end
return 0
