package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.service.Ids;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InvocationTraceTest {
  private static final String ROOT = "1-67891233-abcdef012345678912345678";

  private final VirtualTime time = new VirtualTime();
  private final Ids ids = new Ids(time, new Random(1));

  @Test
  void theCallersTraceGoesOnAsTheCallerDecided() {
    InvocationTrace kept = begin(true, "Root=" + ROOT + ";Parent=00000000000000aa;Sampled=1");
    InvocationTrace dropped = begin(true, "Root=" + ROOT + ";Parent=00000000000000aa;Sampled=0");

    assertThat(kept.header().root()).isEqualTo(ROOT);
    assertThat(kept.callerParent()).isEqualTo("00000000000000aa");
    assertThat(kept.header().parent()).isNotEqualTo("00000000000000aa").hasSize(16);
    assertThat(kept.header().sampled()).isTrue();
    assertThat(kept.recorded()).isTrue();
    assertThat(dropped.header().root()).isEqualTo(ROOT);
    assertThat(dropped.header().sampled()).isFalse();
    assertThat(dropped.recorded()).isFalse();
  }

  @Test
  void withoutADecisionTheFirstInASecondIsSampledInTheCallersTrace() {
    assertThat(begin(true, "Root=" + ROOT).header().sampled()).isTrue();
    long sampled = 0;
    for (int i = 0; i < 1000; i++) {
      sampled += begin(true, "Root=" + ROOT).recorded() ? 1 : 0;
    }
    assertThat(sampled).isBetween(20L, 90L);
    time.advance(Duration.ofSeconds(1));
    assertThat(begin(true, "Root=" + ROOT).recorded()).isTrue();
  }

  @Test
  void withoutACallersTraceThereIsANewOne() {
    assertThat(begin(true, "no header").header().root()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
    assertThat(begin(true, "no header").callerParent()).isNull();
  }

  @Test
  void whereTracingOnlyPassesThroughLambdaWritesNothing() {
    InvocationTrace trace = begin(false, "Root=" + ROOT + ";Parent=00000000000000aa;Sampled=1");

    assertThat(trace.recorded()).isFalse();
    assertThat(trace.header().sampled()).as("the function may go on").isTrue();
    assertThat(begin(false, "").header().sampled()).isFalse();
  }

  private InvocationTrace begin(boolean active, String header) {
    return InvocationTrace.begin(ids, active, Optional.of(header));
  }
}
