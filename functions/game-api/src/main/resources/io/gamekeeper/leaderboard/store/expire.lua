-- Lets Redis drop the board after a while.
-- ARGV: milliseconds
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
return 1
