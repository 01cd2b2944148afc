package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.Proofs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schedules, reconcilers, pollers and health checks of the Dev stage on a clock that leaps. */
@Tag(Proofs.SAMPLED)
@Timeout(value = 40, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class VirtualDayTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-30T00:00:00Z");
  private static final String INSTANCE = "i-0[0-9a-f]{16}";

  /** What a stage did in that time: names of tasks by the moment at which they began. */
  private record Trace(
      Map<Instant, List<String>> tasks, List<ErrorLog.StageError> errors, Duration took) {

    long count(String pattern) {
      return tasks.values().stream()
          .flatMap(List::stream)
          .filter(name -> name.matches(pattern))
          .count();
    }
  }

  /**
   * What alarms on players per server do, and what follows from it. Servers are real processes and
   * report once a minute by the machine's clock: on a virtual day, now and then.
   */
  private static final Pattern BY_SERVERS =
      Pattern.compile("action of TargetTracking-.*|scaling of .*");

  @Test
  void theSameDayPassesTwiceInTheSameWayAndInSeconds() throws Exception {
    Duration day =
        Proofs.current()
            .of(
                "quarters of an hour of a virtual day",
                Collections.nCopies(96, Duration.ofMinutes(15)),
                1)
            .stream()
            .reduce(Duration.ZERO, Duration::plus);
    new Synthesis(Project.current()).refresh();

    Trace first = pass(day);
    Trace second = pass(day);

    assertThat(first.errors()).isEmpty();
    assertThat(second.errors()).isEmpty();
    assertThat(first.count("health of " + INSTANCE)).isGreaterThan(day.toMinutes());
    assertThat(first.count(".*[Rr]econcil.*-async")).isGreaterThanOrEqualTo(day.toMinutes() / 10);
    assertThat(differences(first.tasks(), second.tasks())).isEmpty();
    System.out.printf(
        "%d min of the Dev stage: %d tasks in %.1f s and %.1f s%n",
        day.toMinutes(),
        first.count(".*"),
        first.took().toMillis() / 1000.0,
        second.took().toMillis() / 1000.0);
  }

  /** The first moments at which the two did not do the same. */
  private static List<String> differences(
      Map<Instant, List<String>> first, Map<Instant, List<String>> second) {
    return Stream.concat(first.keySet().stream(), second.keySet().stream())
        .distinct()
        .sorted()
        .filter(moment -> !Objects.equals(first.get(moment), second.get(moment)))
        .limit(20)
        .map(moment -> moment + ": " + first.get(moment) + ", then " + second.get(moment))
        .toList();
  }

  private static Trace pass(Duration day) throws InterruptedException {
    Project project = Project.current();
    StageOptions options =
        new StageOptions(
            project.root(),
            project.assembly(),
            StageOptions.DEV,
            0,
            Optional.empty(),
            StageTime.virtual(MIDNIGHT, seeded()));
    try (Stage stage = Stage.start(options)) {
      Agenda agenda = stage.parts().ground().agenda();
      agenda.advance(Duration.ofMinutes(5)); // until the fleet has settled
      Map<Instant, List<String>> tasks = new TreeMap<>();
      agenda.observe(
          (moment, name) -> {
            if (!BY_SERVERS.matcher(name).matches()) {
              tasks
                  .computeIfAbsent(moment, _ -> new ArrayList<>())
                  .add(name.replaceAll(INSTANCE, "i-00000000000000000"));
            }
          });
      long start = System.nanoTime();
      agenda.advance(day);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      agenda.observe((_, _) -> {});
      tasks.values().forEach(Collections::sort);
      return new Trace(tasks, stage.parts().ground().errors().newest(), took);
    }
  }

  private static RandomGenerator seeded() {
    SplittableRandom random = new SplittableRandom(20261130);
    return () -> {
      synchronized (random) {
        return random.nextLong();
      }
    };
  }
}
