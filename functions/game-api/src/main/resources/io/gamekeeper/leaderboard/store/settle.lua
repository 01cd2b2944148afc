-- Sets a player's state if it is as expected, or is the new one already; an empty new state removes.
-- ARGV: player, expected state ('' where there is none), new state, sign
-- Reply: 'done' | 'conflict', state
local player, expected, new, sign = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local current = redis.call('HGET', states, player) or ''
if current ~= expected and current ~= new then return {'conflict', current} end
if current ~= '' and current ~= new then
  redis.call('ZREM', ranks, parse(current).reached .. ':' .. player)
end
if new == '' then
  redis.call('HDEL', states, player)
else
  local now = parse(new)
  -- Also where the state is right already: the rank itself may be what was lost.
  redis.call('ZADD', ranks, text(sign * tonumber(now.score)), now.reached .. ':' .. player)
  redis.call('HSET', states, player, new)
end
return {'done'}
