package io.gamekeeper.local.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServiceMetricsTest {
  private static final ServiceMetric REQUESTS =
      ServiceMetric.of("AWS/X", "Requests", "Count", "", "Group", "Group,Target");
  private static final ServiceMetric OTHER = ServiceMetric.of("AWS/X", "Other", "Count", "Group");

  private final MetricStore store =
      new MetricStore(InstantSource.system(), new ErrorLog(InstantSource.system()));
  private final CloudWatchNames watched = new CloudWatchNames();
  private final ServiceMetrics metrics = ServiceMetrics.declare(store, watched, List.of(REQUESTS));

  @Test
  void aValueCountsUnderEachSetForWhichTheResourceHasDimensions() {
    MetricStore.Recorder some = metrics.recorder(REQUESTS, Map.of("Group", "g", "Zone", "z"));
    MetricStore.Recorder exact = metrics.recorderOf(REQUESTS, Map.of("Group", "g", "Target", "t"));
    assertThat(store.names()).isEmpty();

    some.record(2);
    exact.record(3);

    assertThat(sum(Map.of())).isEqualTo(2);
    assertThat(sum(Map.of("Group", "g"))).isEqualTo(2);
    assertThat(sum(Map.of("Group", "g", "Target", "t"))).isEqualTo(3);
    assertThat(store.names()).hasSize(3);
  }

  @Test
  void nothingIsSentThatIsNotDeclared() {
    assertThatThrownBy(() -> metrics.recorder(OTHER, Map.of("Group", "g")))
        .hasMessageContaining("is not declared");
    assertThatThrownBy(() -> metrics.recorderOf(REQUESTS, Map.of("Zone", "z")))
        .hasMessageContaining("other dimensions");
  }

  @Test
  void anAlarmOnWhatNothingSendsIsTold() {
    assertThat(watched.notSent("AWS/X", "Requests", Set.of("Group"))).isEmpty();
    assertThat(watched.notSent("AWS/X", "Requests", Set.of())).isEmpty();
    assertThat(watched.notSent("AWS/X", "Requests", Set.of("Target")))
        .contains("it is sent by [[Group, Target], [Group], []], not by [Target]");
    assertThat(watched.notSent("AWS/X", "Other", Set.of("Group")))
        .contains("no service of the stage sends it");
    assertThat(watched.notSent("Gamekeeper/dev", "ScoresAccepted", Set.of("Service"))).isEmpty();
    assertThat(watched.notSent("Gamekeeper/dev", "ScoresRejected", Set.of("Service")))
        .contains("neither functions nor servers send it");

    watched.watches("b", "AWS/X", "Other", Set.of("Group"));
    watched.watches("a", "AWS/X", "Other", Set.of("Group"));
    watched.watches("c", "AWS/X", "Requests", Set.of("Group"));
    watched.watches("a", "AWS/X", "Other", Set.of("Group"));

    assertThat(watched.unsent())
        .containsExactly(
            new CloudWatchNames.Unsent("a", "AWS/X Other", "no service of the stage sends it"),
            new CloudWatchNames.Unsent("b", "AWS/X Other", "no service of the stage sends it"));
  }

  private double sum(Map<String, String> dimensions) {
    return store.sum(new MetricName("AWS/X", "Requests", dimensions));
  }
}
