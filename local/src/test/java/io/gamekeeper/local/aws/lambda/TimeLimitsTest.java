package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
      limits.start(LONG, () -> over.add("long"));
      limits.start(SHORT, () -> over.add("short"));

      assertThat(over.take()).isEqualTo("short");
    }
  }

  @Test
  void oneThatWasSetAfterAnotherWasOverIsNotMissed() throws Exception {
    try (TimeLimits limits = new TimeLimits()) {
      for (int i = 0; i < 10; i++) {
        String name = "limit " + i;
        limits.start(SHORT, () -> over.add(name));
        assertThat(over.take()).isEqualTo(name);
      }
    }
  }

  @Test
  void oneThatHasEndedDoesNothing() throws Exception {
    try (TimeLimits limits = new TimeLimits()) {
      limits.end(limits.start(SHORT, () -> over.add("ended")));
      limits.start(SHORT.multipliedBy(2), () -> over.add("running"));

      assertThat(over.take()).isEqualTo("running");
      assertThat(over).isEmpty();
    }
  }
}
