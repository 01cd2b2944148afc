-- Removes ranks that no state accounts for, from a range of ranks.
-- ARGV: first rank counted from 0, number of ranks, sign
-- Reply: ranks seen, ranks removed
local start, count, sign = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local rows = redis.call('ZRANGE', ranks, start, start + count - 1, 'WITHSCORES')
local removed = 0
for i = 1, #rows, 2 do
  local member = rows[i]
  local own = redis.call('HGET', states, string.sub(member, STAMP + 2))
  local parsed = own and parse(own)
  if not parsed or parsed.reached ~= string.sub(member, 1, STAMP)
      or sign * tonumber(parsed.score) ~= tonumber(rows[i + 1]) then
    redis.call('ZREM', ranks, member)
    removed = removed + 1
  end
end
return {#rows / 2, removed}
