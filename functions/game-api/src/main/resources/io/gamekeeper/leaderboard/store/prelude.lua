-- Shared by all scripts of a board's season; every script's text is this file and its own.
--
-- ranks   sorted set: the smaller score is the better one; member = stamp ':' player, so that equal
--         scores rank by stamp
-- states  hash, player -> score;reached;improved;latest;high;low;recent,recent,...
-- marker  'ready' once the board is complete, 'brief:token' or 'long:token' while it is restored;
--         absent when Redis has lost the board
local ranks, states, marker = KEYS[1], KEYS[2], KEYS[3]
local STAMP = 40

-- Nil if the board can be read, else why not.
local function notReady()
  local value = redis.call('GET', marker)
  if value == 'ready' then return nil end
  if not value then return 'lost' end
  if string.sub(value, 1, 6) == 'brief:' then return 'brief' end
  return 'building'
end

-- Byte order; Lua's own < follows the server's locale.
local function before(one, other)
  if one == other then return false end
  local length = math.min(#one, #other)
  for i = 1, length do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then return a < b end
  end
  return #one < #other
end

-- Numbers up to 2^53 in full; Lua's tostring would round them.
local function text(number)
  return string.format('%.0f', number)
end

local function parse(state)
  local score, reached, improved, latest, high, low, recent =
    string.match(state, '^([^;]*);([^;]*);([^;]*);([^;]*);([^;]*);([^;]*);(.*)$')
  return {
    score = score, reached = reached, improved = improved, latest = latest,
    high = high, low = low, recent = recent,
  }
end

local function total(size)
  return math.min(redis.call('ZCARD', ranks), size)
end

-- How many ranks are not after a position in the order.
local function ranksUpTo(sortScore, member)
  local rank = redis.call('ZRANK', ranks, member)
  if rank and tonumber(redis.call('ZSCORE', ranks, member)) == tonumber(sortScore) then
    return rank + 1
  end
  local low = redis.call('ZCOUNT', ranks, '-inf', '(' .. sortScore)
  local high = low + redis.call('ZCOUNT', ranks, sortScore, sortScore)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local there = redis.call('ZRANGE', ranks, middle, middle)[1]
    if before(member, there) then high = middle else low = middle + 1 end
  end
  return low
end
