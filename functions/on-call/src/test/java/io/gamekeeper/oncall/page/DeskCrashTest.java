package io.gamekeeper.oncall.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.State;
import io.gamekeeper.oncall.page.Room.Got;
import io.gamekeeper.testing.Proofs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Wherever a function dies on the way from an alarm to people – before or after any call of the
 * table, the queue or a messenger –, everyone is told all the same, at most one message twice, and
 * one incident says once what happened.
 */
@Tag(Proofs.SAMPLED)
final class DeskCrashTest {
  private static final int POINTS = 60;

  private record Message(String contact, List<String> firing, List<String> resolved) {}

  @Test
  void nothingIsLostAndOneMessageComesTwiceAtMost() {
    CrashPoints none = CrashPoints.none();
    Map<Message, Integer> expected = lived(none);
    assertThat(expected).isNotEmpty().allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    List<Integer> points = IntStream.range(0, none.passed()).boxed().toList();
    for (int point : Proofs.current().of("crash points of on-call", points, POINTS)) {
      Map<Message, Integer> told = lived(CrashPoints.at(point));
      assertThat(told.keySet()).as("point %s", point).isEqualTo(expected.keySet());
      int repeated = told.values().stream().mapToInt(times -> times - 1).sum();
      assertThat(repeated).as("point %s", point).isLessThanOrEqualTo(1);
    }
  }

  /** An alarm goes off and, told, is over. */
  private static Map<Message, Integer> lived(CrashPoints crashes) {
    Room room = new Room(crashes);
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(3));
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(10));
    assertThat(room.book().onTheirWay()).as("pages are not left behind").isEmpty();
    assertThat(room.incidents().all(10))
        .as("one incident")
        .singleElement()
        .returns(State.RECOVERED, Incident::state)
        .satisfies(
            incident ->
                assertThat(room.book().timeline(incident.id()))
                    .extracting(Entry::kind)
                    .containsExactly(Kind.ALARM, Kind.OPENED, Kind.ALARM, Kind.RECOVERED));
    Map<Message, Integer> told = new HashMap<>();
    for (Got got : room.got) {
      told.merge(
          new Message(got.channel() + " " + got.contact(), got.firing(), got.resolved()),
          1,
          Objects.requireNonNull(Integer::sum));
    }
    return told;
  }
}
