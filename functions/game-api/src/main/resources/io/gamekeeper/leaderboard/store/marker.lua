-- Moves a board's marker.
-- ARGV: 'begin' | 'prolong' | 'finish' | 'abandon', value of the own build, lease in ms
-- Reply: 'begun' | 'ready' | 'busy' for begin, else 1 or 0
local step, own = ARGV[1], ARGV[2]
local value = redis.call('GET', marker)
if step == 'begin' then
  if value == 'ready' then return 'ready' end
  if value then return 'busy' end
  redis.call('SET', marker, own, 'PX', ARGV[3])
  return 'begun'
end
if value ~= own then return 0 end
if step == 'prolong' then redis.call('PEXPIRE', marker, ARGV[3])
elseif step == 'finish' then redis.call('SET', marker, 'ready')
else redis.call('DEL', marker) end
return 1
