-- The ranks of some players.
-- ARGV: size, players...
-- Reply: 'ready', total, then rank, member and score of each that has a rank
local state = notReady()
if state then return {state} end
local size = total(tonumber(ARGV[1]))
local reply = {'ready', size}
for i = 2, #ARGV do
  local own = redis.call('HGET', states, ARGV[i])
  if own then
    local parsed = parse(own)
    local member = parsed.reached .. ':' .. ARGV[i]
    local rank = redis.call('ZRANK', ranks, member)
    if rank and rank < size then
      local n = #reply
      reply[n + 1], reply[n + 2], reply[n + 3] = rank + 1, member, parsed.score
    end
  end
end
return reply
