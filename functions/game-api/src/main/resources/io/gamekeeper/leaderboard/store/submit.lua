-- Counts an entry of the log.
-- ARGV: player, policy (best, last or sum), sign, score, stamp, high and low part of the score, size,
--       'settled' if the log was folded into the state after it had this entry, else 'new'
-- Reply: 'placed', score, rank or 0, whether this entry improved it
--        'late', state         older than what is counted: settle from the log
--        'lost' | 'brief' | 'building'
local player, policy, sign, score, stamp = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local state = notReady()
if state == 'lost' then return {state} end

local old = redis.call('HGET', states, player)
local was = old and parse(old)
local now

if policy == 'best' then
  local better = true
  if was then
    local one, other = sign * tonumber(score), sign * tonumber(was.score)
    better = one < other or (one == other and before(stamp, was.reached))
  end
  if better then
    now = {score = score, reached = stamp, improved = '1', latest = stamp,
      high = '0', low = '0', recent = ''}
  end
elseif not (was and (was.latest == stamp or string.find(was.recent, stamp, 1, true))) then
  local older = was and before(stamp, was.latest)
  if older and ARGV[9] == 'new' then return {'late', old} end
  if not older then
    local high, low, recent, shown = '0', '0', '', score
    if policy == 'sum' then
      local h, l = tonumber(ARGV[6]), tonumber(ARGV[7])
      recent = stamp
      if was then
        h, l = h + tonumber(was.high), l + tonumber(was.low)
        if l >= 4294967296 then h, l = h + 1, l - 4294967296 end
        recent = was.recent .. ',' .. stamp
        if #recent > 32 * (STAMP + 1) then recent = string.sub(recent, STAMP + 2) end
      end
      high, low = text(h), text(l)
      if h >= 2097152 then shown = '9007199254740992'
      elseif h < -2097152 then shown = '-9007199254740992'
      else shown = text(h * 4294967296 + l) end
    end
    now = {score = shown, reached = stamp, improved = '1', latest = stamp,
      high = high, low = low, recent = recent}
    if was then
      if was.score == shown then
        now.reached, now.improved = was.reached, was.improved
      elseif sign * tonumber(shown) >= sign * tonumber(was.score) then
        now.improved = '0'
      end
    end
  end
end

if now then
  if not was or was.reached ~= now.reached or was.score ~= now.score then
    if was then redis.call('ZREM', ranks, was.reached .. ':' .. player) end
    redis.call('ZADD', ranks, text(sign * tonumber(now.score)), now.reached .. ':' .. player)
  end
  redis.call('HSET', states, player, table.concat({
    now.score, now.reached, now.improved, now.latest, now.high, now.low, now.recent}, ';'))
else
  now = was
end
if state then return {state} end

local member = now.reached .. ':' .. player
local rank = redis.call('ZRANK', ranks, member)
if not rank then -- the state survived a loss, its rank did not
  redis.call('ZADD', ranks, text(sign * tonumber(now.score)), member)
  rank = redis.call('ZRANK', ranks, member)
end
rank = rank + 1
if rank > tonumber(ARGV[8]) then rank = 0 end
local mine = 0
if now.reached == stamp and now.improved == '1' then mine = 1 end
return {'placed', now.score, rank, mine}
