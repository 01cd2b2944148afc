-- Lets Redis drop the board after a while; repeating it does not put that off.
-- ARGV: milliseconds
for i = 1, 3 do
  if redis.call('PTTL', KEYS[i]) == -1 then redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
end
return 1
