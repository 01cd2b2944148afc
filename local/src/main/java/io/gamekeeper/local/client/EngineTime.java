package io.gamekeeper.local.client;

import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up the time that one invocation spends in engines (DynamoDB, Redis …), so that a function's
 * own time can be told from it. Calls made side by side count one by one.
 */
public final class EngineTime {
  private static final ScopedValue<EngineTime> CURRENT = ScopedValue.newInstance();

  private final LongAdder nanos = new LongAdder();

  /** Binds this one for the code that the carrier runs. */
  public ScopedValue.Carrier bind() {
    return ScopedValue.where(CURRENT, this);
  }

  /** Binds this one besides what the carrier binds already. */
  public ScopedValue.Carrier bind(ScopedValue.Carrier carrier) {
    return carrier.where(CURRENT, this);
  }

  /** The time added up so far. */
  public long nanos() {
    return nanos.sum();
  }

  /** Counts the time since a call began for the invocation that the calling thread works for. */
  static void since(long startNanos) {
    if (CURRENT.isBound()) {
      CURRENT.get().nanos.add(System.nanoTime() - startNanos);
    }
  }
}
