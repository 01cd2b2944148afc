package io.gamekeeper.payment.storefront;

import io.gamekeeper.payment.Store;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker before a store's server interface. There are two limits, because giving up has
 * different costs:
 *
 * <ul>
 *   <li>A call that the backup provider can stand in for is given up early: at 5 % failures, the
 *       limit for a step of a saga. Only the log shows it.
 *   <li>A call that nothing can stand in for (a bare purchase token, an acknowledgement) is given
 *       up late: at more than half failures, the limit for a service. The player has to wait.
 * </ul>
 *
 * Both count at least 20 calls of the last minute, and after a pause let a few probes through.
 */
final class ProviderBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderBreaker.class);

  static final int LEAST_CALLS = 20;
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int WINDOW_SECONDS = 60;
  private static final int PROBES = 3;
  private static final float STEP_PERCENT = 5;

  /** The limit just above half, because a breaker opens at its limit. */
  private static final float SERVICE_PERCENT = Math.nextUp(50f);

  private final CircuitBreaker step;
  private final CircuitBreaker service;

  ProviderBreaker(Store store, InstantSource time) {
    Clock clock = time.withZone(ZoneOffset.UTC);
    step = breaker(store.id() + " as a step", STEP_PERCENT, clock);
    service = breaker(store.id(), SERVICE_PERCENT, clock);
  }

  /** The permission for one call, whose end must be reported. */
  final class Permission {
    private final boolean counted;

    private Permission(boolean counted) {
      this.counted = counted;
    }

    void succeeded() {
      service.onSuccess(0, TimeUnit.NANOSECONDS);
      if (counted) {
        step.onSuccess(0, TimeUnit.NANOSECONDS);
      }
    }

    void failed(Exception cause) {
      service.onError(0, TimeUnit.NANOSECONDS, cause);
      if (counted) {
        step.onError(0, TimeUnit.NANOSECONDS, cause);
      }
    }
  }

  /**
   * Asks for permission to call.
   *
   * @param replaceable whether the backup provider can stand in
   * @return empty if the call must not be made
   */
  Optional<Permission> ask(boolean replaceable) {
    boolean early = step.tryAcquirePermission();
    if (!early && replaceable) {
      return Optional.empty();
    }
    if (!service.tryAcquirePermission()) {
      if (early) {
        step.releasePermission();
      }
      return Optional.empty();
    }
    return Optional.of(new Permission(early));
  }

  private static CircuitBreaker breaker(String name, float percent, Clock clock) {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .failureRateThreshold(percent)
                .slidingWindow(WINDOW_SECONDS, LEAST_CALLS, SlidingWindowType.TIME_BASED)
                .waitDurationInOpenState(PAUSE)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .clock(clock)
                .currentTimestampFunction(
                    source -> TimeUnit.MILLISECONDS.toNanos(source.millis()), TimeUnit.NANOSECONDS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> LOG.warn("Circuit breaker of {}: {}", name, event.getStateTransition()));
    return breaker;
  }
}
