package io.gamekeeper.fleet;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A probe that asks a client for a sign of life and measures the round trip. Its content cannot be
 * foreseen, so that no answer can come before it, and each answer counts once.
 */
final class Probe {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AtomicReference<@Nullable Question> open = new AtomicReference<>();

  private record Question(long content, long askedAt) {
    ByteBuffer payload() {
      return ByteBuffer.allocate(Long.BYTES).putLong(content).flip();
    }
  }

  /** Returns what to ask: the question that is still open if it is repeated, else a new one. */
  ByteBuffer ask(long now, boolean again) {
    Question asked = open.get();
    if (asked == null || !again) {
      asked = new Question(RANDOM.nextLong(), now);
      open.set(asked);
    }
    return asked.payload();
  }

  /** Returns how many nanoseconds the answer took; empty if it is not an answer. */
  OptionalLong answered(ByteBuffer payload, long now) {
    Question asked = open.get();
    return asked != null && payload.equals(asked.payload()) && open.compareAndSet(asked, null)
        ? OptionalLong.of(now - asked.askedAt())
        : OptionalLong.empty();
  }
}
