package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.admin.FleetCalls.Entry;
import io.gamekeeper.local.admin.FleetCalls.Group;
import io.gamekeeper.local.admin.FleetCalls.Instance;
import io.gamekeeper.local.aws.autoscaling.Activity;
import io.gamekeeper.local.aws.autoscaling.LifecycleState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read; against a running stage the whole-system tests run the commands. */
final class FleetCommandTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void instancesStandBelowTheirGroupWithTheirProcessIfTheyHaveOne() {
    List<Group> groups =
        List.of(
            new Group(
                "servers",
                2,
                2,
                6,
                List.of(
                    new Instance(
                        "i-1", "a", false, LifecycleState.IN_SERVICE, "HEALTHY", 40001, TEN, 77L),
                    new Instance(
                        "i-20",
                        "b",
                        false,
                        LifecycleState.WARMED_STOPPED,
                        "-",
                        40002,
                        TEN.plusSeconds(60),
                        null))),
            new Group("servers-spot", 0, 0, 2, List.of()));

    assertThat(FleetCommand.instances(groups))
        .containsExactly(
            "servers (2 wanted, 2 to 6)",
            "  i-1   a  on-demand  InService       HEALTHY  pid 77      port 40001  since 2026-03-01T10:00:00Z",
            "  i-20  b  on-demand  Warmed:Stopped  -        no process  port 40002  since 2026-03-01T10:01:00Z",
            "servers-spot (0 wanted, 0 to 2)");
  }

  @Test
  void anActivityHasItsCauseAndWhatWentWrong() {
    List<Entry> activities =
        List.of(
            new Entry(
                TEN.plusSeconds(300),
                null,
                Activity.Status.IN_PROGRESS,
                "Launching i-3",
                "i-1 was lost",
                ""),
            new Entry(
                TEN,
                TEN.plusSeconds(60),
                Activity.Status.FAILED,
                "Launching i-2",
                "2 are wanted",
                "its server never became ready\nit said\n1\n2\n3\n4\n5"));

    assertThat(FleetCommand.activities(activities))
        .containsExactly(
            "2026-03-01T10:05:00Z  InProgress  Launching i-3",
            "    i-1 was lost",
            "2026-03-01T10:00:00Z  Failed      Launching i-2",
            "    2 are wanted",
            "    its server never became ready",
            "    it said",
            "    1",
            "    2",
            "    3",
            "    4");
  }
}
