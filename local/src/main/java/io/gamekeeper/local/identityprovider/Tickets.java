package io.gamekeeper.local.identityprovider;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets that stand for something for a while: codes and access tokens.
 *
 * @param <T> what they stand for
 */
final class Tickets<T> {
  private static final int BYTES = 32;

  private final InstantSource clock;
  private final Duration last;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Ticket<T>> issued = new HashMap<>();

  private record Ticket<T>(T value, Instant ends) {}

  Tickets(InstantSource clock, Duration last) {
    this.clock = clock;
    this.last = last;
  }

  synchronized String issue(T value) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    issued.values().removeIf(ticket -> !now.isBefore(ticket.ends()));
    issued.put(secret, new Ticket<>(value, now.plus(last)));
    return secret;
  }

  /** Returns what a secret stands for; it stands for nothing afterwards. */
  synchronized Optional<T> take(String secret) {
    Optional<T> value = look(secret);
    issued.remove(secret);
    return value;
  }

  /** Returns what a secret stands for. */
  synchronized Optional<T> look(String secret) {
    return Optional.ofNullable(issued.get(secret))
        .filter(ticket -> clock.instant().isBefore(ticket.ends()))
        .map(Ticket::value);
  }
}
