-- Moves a board's marker.
-- ARGV: 'begin' | 'prolong' | 'finish' | 'abandon', value of the own build, lease in ms
-- Reply: 'begun' | 'ready' | 'busy' for begin, else 1 or 0
local step, own = ARGV[1], ARGV[2]
local value = redis.call('GET', marker)
if step == 'begin' then
  if value == 'ready' then return 'ready' end
  -- A long build may follow a brief one that finds the board too large: it does not wait for that.
  local takesOver = string.sub(own, 1, 5) == 'long:' and value and string.sub(value, 1, 6) == 'brief:'
  if value and not takesOver then return 'busy' end
  redis.call('SET', marker, own, 'PX', ARGV[3])
  return 'begun'
end
if value ~= own then return 0 end
if step == 'prolong' then redis.call('PEXPIRE', marker, ARGV[3])
elseif step == 'finish' then redis.call('SET', marker, 'ready')
else redis.call('DEL', marker) end
return 1
