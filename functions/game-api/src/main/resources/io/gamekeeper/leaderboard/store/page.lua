-- Ranks after a position.
-- ARGV: limit, size, 'any' to read an incomplete board too, sort score and member of the position
-- Reply: 'ready', total, rank of the first row, then member and sort score of each row
local state = notReady()
if state and ARGV[3] ~= 'any' then return {state} end
local size = total(tonumber(ARGV[2]))
local start = 0
if ARGV[4] then start = ranksUpTo(ARGV[4], ARGV[5]) end
local stop = math.min(start + tonumber(ARGV[1]), size) - 1
local reply = {'ready', size, start + 1}
if start > stop then return reply end
local rows = redis.call('ZRANGE', ranks, start, stop, 'WITHSCORES')
for i = 1, #rows do reply[i + 3] = rows[i] end
return reply
