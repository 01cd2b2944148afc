package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TimeLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  private final BlockingQueue<String> over = new LinkedBlockingQueue<>();

  @Test
  void oneThatIsOverBeforeAllOthersIsNotMissed() throws Exception {
    try (TimeLimits limits = new TimeLimits()) {
      limits.start(LONG, TimeLimitsTest::never, () -> over.add("long"));
      limits.start(SHORT, TimeLimitsTest::never, () -> over.add("short"));

      assertThat(over.take()).isEqualTo("short");
    }
  }

  @Test
  void oneThatWasSetAfterAnotherWasOverIsNotMissed() throws Exception {
    try (TimeLimits limits = new TimeLimits()) {
      for (int i = 0; i < 10; i++) {
        String name = "limit " + i;
        limits.start(SHORT, TimeLimitsTest::never, () -> over.add(name));
        assertThat(over.take()).isEqualTo(name);
      }
    }
  }

  @Test
  void oneThatHasEndedDoesNothing() throws Exception {
    try (TimeLimits limits = new TimeLimits()) {
      limits.end(limits.start(SHORT, TimeLimitsTest::never, () -> over.add("ended")));
      limits.start(SHORT.multipliedBy(2), TimeLimitsTest::never, () -> over.add("running"));

      assertThat(over.take()).isEqualTo("running");
      assertThat(over).isEmpty();
    }
  }

  @Test
  void oneForWhoWaitsForATimeThatStandsStillBeginsAgain() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    try (TimeLimits limits = new TimeLimits()) {
      limits.start(
          SHORT,
          () -> looks.incrementAndGet() < 3,
          () -> over.add("over after " + looks.get() + " looks"));

      assertThat(over.take()).isEqualTo("over after 3 looks");
    }
  }

  private static boolean never() {
    return false;
  }
}
