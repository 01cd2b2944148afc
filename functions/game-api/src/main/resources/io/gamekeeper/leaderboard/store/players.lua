-- A portion of the players and their states.
-- ARGV: cursor
-- Reply: next cursor, then player and state of each
local found = redis.call('HSCAN', states, ARGV[1], 'COUNT', 500)
local reply = {found[1]}
for i = 1, #found[2] do reply[i + 1] = found[2][i] end
return reply
