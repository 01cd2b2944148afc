package io.gamekeeper.local.messenger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * WeCom's access tokens. Who asks again before a token expires gets the same one.
 *
 * @see <a href="https://developer.work.weixin.qq.com/document/path/91039">Getting access_token</a>
 */
final class WeComTokens {
  private static final Duration VALIDITY = Duration.ofHours(2);

  /** How long an expired token is told apart from one that never was. */
  private static final Duration MEMORY = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, Instant> expiries = new HashMap<>();
  private @Nullable String newest;

  /** A token and how long it is valid from now on. */
  record Token(String value, Duration remaining) {}

  /** What a token is worth. */
  enum State {
    VALID,
    EXPIRED,
    UNKNOWN
  }

  WeComTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the valid token, a new one if there is none. */
  synchronized Token current() {
    Instant now = clock.instant();
    expiries.values().removeIf(end -> end.plus(MEMORY).isBefore(now));
    String value = newest;
    if (value == null || check(value) != State.VALID) {
      value = UUID.randomUUID().toString().replace("-", "");
      expiries.put(value, now.plus(VALIDITY));
      newest = value;
    }
    return new Token(value, Duration.between(now, expiries.get(value)));
  }

  synchronized State check(String token) {
    @Nullable Instant end = expiries.get(token);
    if (end == null) {
      return State.UNKNOWN;
    }
    return clock.instant().isBefore(end) ? State.VALID : State.EXPIRED;
  }
}
