package io.gamekeeper.local.client;

import java.util.concurrent.atomic.LongAdder;

/**
 * The time that one invocation spends in engines (DynamoDB, Redis …), which is told apart from the
 * function's own. Concurrent calls count one by one.
 */
public final class EngineTime {
  private static final ScopedValue<EngineTime> CURRENT = ScopedValue.newInstance();

  private final LongAdder nanos = new LongAdder();

  /** Binds this object for the code that the carrier runs. */
  public ScopedValue.Carrier bind() {
    return ScopedValue.where(CURRENT, this);
  }

  /** Binds this object in addition to what the carrier binds already. */
  public ScopedValue.Carrier bind(ScopedValue.Carrier carrier) {
    return carrier.where(CURRENT, this);
  }

  /** Returns the time added up so far. */
  public long nanos() {
    return nanos.sum();
  }

  /** Adds the time since a call began to the invocation of the calling thread. */
  static void since(long startNanos) {
    if (CURRENT.isBound()) {
      CURRENT.get().nanos.add(System.nanoTime() - startNanos);
    }
  }
}
