-- A player and those around.
-- ARGV: player, neighbours on either side, size
-- Reply: 'ready', total, rank of the first row, the player's rank, then member and sort score of each
--        'absent'
local state = notReady()
if state then return {state} end
local size = total(tonumber(ARGV[3]))
local own = redis.call('HGET', states, ARGV[1])
if not own then return {'absent'} end
local rank = redis.call('ZRANK', ranks, parse(own).reached .. ':' .. ARGV[1])
if not rank or rank >= size then return {'absent'} end
local start = math.max(0, rank - tonumber(ARGV[2]))
local stop = math.min(size - 1, rank + tonumber(ARGV[2]))
local reply = {'ready', size, start + 1, rank + 1}
local rows = redis.call('ZRANGE', ranks, start, stop, 'WITHSCORES')
for i = 1, #rows do reply[i + 4] = rows[i] end
return reply
