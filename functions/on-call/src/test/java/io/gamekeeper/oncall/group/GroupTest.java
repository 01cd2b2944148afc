package io.gamekeeper.oncall.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class GroupTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration REPEAT = Duration.ofHours(4);
  private static final Grouping GROUPING = new Grouping(List.of("stage"), WAIT, INTERVAL, REPEAT);
  private static final Group EMPTY = Group.empty("root{stage=prod}", GROUPING);
  private static final Instant T0 = Instant.parse("2026-03-02T00:00:00Z");

  private static boolean nothing(Alert held) {
    return false;
  }

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static Alert alert(String alarm, String severity, State state, Instant since) {
    return new Alert(
        Map.of("stage", "prod", "alarm", alarm, "severity", severity), state, since, "", "");
  }

  private static Group firing(Group group, String alarm, String severity, long seconds) {
    return group.with(alert(alarm, severity, State.FIRING, at(seconds)), at(seconds));
  }

  private static Group resolved(Group group, String alarm, String severity, long seconds) {
    return group.with(alert(alarm, severity, State.RESOLVED, at(seconds)), at(seconds));
  }

  private static Group told(Group group, long seconds) {
    return group.told(at(seconds), GroupTest::nothing);
  }

  @Test
  void theFirstMessageWaitsForOthers() {
    Group group = firing(firing(EMPTY, "A", "high", 0), "B", "high", 20);

    assertThat(group.next(at(20))).contains(at(30));
    assertThat(group.message(GroupTest::nothing).firing())
        .extracting(Alert::key)
        .containsExactly("prod/A", "prod/B");
  }

  @Test
  void itIsNeverDueInThePast() {
    assertThat(firing(EMPTY, "A", "high", 0).next(at(100))).contains(at(100));
  }

  @Test
  void aChangeWaitsForTheInterval() {
    Group group = firing(told(firing(EMPTY, "A", "high", 0), 30), "B", "high", 40);

    assertThat(group.next(at(40))).contains(at(330));
  }

  @Test
  void aChangeAfterTheIntervalWaitsForOthersOnly() {
    Group group = firing(told(firing(EMPTY, "A", "high", 0), 30), "B", "high", 1000);

    assertThat(group.next(at(1000))).contains(at(1030));
  }

  @Test
  void anUnchangedGroupIsToldAgain() {
    Group group = told(firing(EMPTY, "A", "high", 0), 30);

    assertThat(group.next(at(30))).contains(at(30).plus(REPEAT));
    assertThat(group.message(GroupTest::nothing).firing()).hasSize(1);
  }

  @Test
  void theSameAlertAgainChangesNothing() {
    Group group = told(firing(EMPTY, "A", "high", 0), 30);

    assertThat(group.with(alert("A", "high", State.FIRING, T0), at(50))).isEqualTo(group);
  }

  @Test
  void anOlderStateThatComesLateChangesNothing() {
    Group group = resolved(told(firing(EMPTY, "A", "high", 0), 30), "A", "high", 60);

    assertThat(group.with(alert("A", "high", State.FIRING, T0), at(70))).isEqualTo(group);
  }

  @Test
  void whoWasToldHearsThatItIsOver() {
    Group group = resolved(told(firing(EMPTY, "A", "high", 0), 30), "A", "high", 60);

    assertThat(group.next(at(60))).contains(at(330));
    assertThat(group.message(GroupTest::nothing).firing()).isEmpty();
    assertThat(group.message(GroupTest::nothing).resolved())
        .extracting(Alert::key)
        .containsExactly("prod/A");
    Group after = told(group, 330);
    assertThat(after.message(GroupTest::nothing).isEmpty()).isTrue();
    assertThat(after.next(at(330))).contains(at(630));
    assertThat(told(after, 630).next(at(630))).isEmpty();
  }

  @Test
  void whatIsOverBeforeAnybodyWasToldIsNotTold() {
    Group group = resolved(firing(EMPTY, "A", "high", 0), "A", "high", 10);

    assertThat(group.message(GroupTest::nothing).isEmpty()).isTrue();
    assertThat(told(group, 30)).isEqualTo(EMPTY);
    assertThat(resolved(EMPTY, "A", "high", 10)).isEqualTo(EMPTY);
  }

  @Test
  void aCriticalAlertDoesNotWaitForTheGroupsInterval() {
    Group group = firing(told(firing(EMPTY, "A", "critical", 0), 30), "B", "critical", 40);

    assertThat(group.next(at(40))).contains(at(70));
  }

  @Test
  void aCriticalAlertThatWasJustToldDoes() {
    Group group = told(firing(EMPTY, "A", "critical", 0), 30);

    Group again =
        firing(
            resolved(told(resolved(group, "A", "critical", 40), 330), "A", "critical", 331),
            "A",
            "critical",
            340);

    assertThat(again.next(at(340))).contains(at(630));
  }

  @Test
  void whatIsHeldIsLookedAtAgainAndToldWhenItIsFree() {
    Group group = firing(EMPTY, "A", "critical", 0);

    Group held = group.told(at(30), alert -> true);

    assertThat(group.message(alert -> true).isEmpty()).isTrue();
    assertThat(held.lastTold()).isNull();
    assertThat(held.next(at(30))).contains(at(60));
    assertThat(held.message(GroupTest::nothing).firing()).hasSize(1);
  }

  @Test
  void timesThatExcludeEachOtherAreRefused() {
    assertThatThrownBy(() -> new Grouping(List.of(), WAIT, INTERVAL, Duration.ofMinutes(4)))
        .hasMessageContaining("repeatInterval");
    assertThatThrownBy(() -> new Grouping(List.of(), Duration.ZERO, INTERVAL, REPEAT))
        .hasMessageContaining("0 < groupWait");
  }

  @Property
  void anAlertThatFlapsIsToldAtMostOnceInAnInterval(
      @ForAll("changes") List<Change> changes, @ForAll boolean critical) {
    List<Change> ofOne =
        changes.stream()
            .map(change -> new Change(0, critical ? "critical" : "high", change.firing, change.gap))
            .toList();

    List<Sent> sent = run(ofOne);

    for (int i = 1; i < sent.size(); i++) {
      assertThat(Duration.between(sent.get(i - 1).at, sent.get(i).at))
          .isGreaterThanOrEqualTo(INTERVAL);
    }
  }

  @Property
  void alertsThatAreNotCriticalAreToldAtMostOnceInAnInterval(
      @ForAll("changes") List<Change> changes) {
    List<Sent> sent =
        run(
            changes.stream()
                .map(change -> new Change(change.alarm, "high", change.firing, change.gap))
                .toList());

    for (int i = 1; i < sent.size(); i++) {
      assertThat(Duration.between(sent.get(i - 1).at, sent.get(i).at))
          .isGreaterThanOrEqualTo(INTERVAL);
    }
  }

  @Property
  void aCriticalAlertThatKeepsFiringIsToldWithinTheWait(
      @ForAll("changes") List<Change> changes, @ForAll @IntRange(max = 2000) int gap) {
    List<Change> all = new ArrayList<>(changes);
    all.add(new Change(9, "critical", true, gap));
    Instant fired = T0.plusSeconds(all.stream().mapToInt(Change::gap).sum());

    List<Sent> sent = run(all);

    assertThat(sent)
        .anySatisfy(
            message -> {
              assertThat(message.at).isBetween(fired, fired.plus(WAIT));
              assertThat(message.message.firing()).extracting(Alert::key).contains("prod/alarm9");
            });
  }

  @Property
  void theLastStateOfEveryAlertIsTold(@ForAll("changes") List<Change> changes) {
    List<Sent> sent = run(changes);

    Map<String, State> heard = new TreeMap<>();
    for (Sent each : sent) {
      each.message.firing().forEach(alert -> heard.put(alert.key(), State.FIRING));
      each.message.resolved().forEach(alert -> heard.put(alert.key(), State.RESOLVED));
    }
    Map<String, Boolean> last = new TreeMap<>();
    changes.forEach(change -> last.put("prod/alarm" + change.alarm, change.firing));
    last.forEach(
        (key, firing) -> {
          if (firing) {
            assertThat(heard).containsEntry(key, State.FIRING);
          } else {
            assertThat(heard.get(key)).isNotEqualTo(State.FIRING);
          }
        });
  }

  /** A change of an alert, and the seconds since the one before. */
  record Change(int alarm, String severity, boolean firing, int gap) {}

  record Sent(Instant at, Group.Message message) {}

  @Provide
  static Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.of("critical", "high"),
            Arbitraries.of(true, false),
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 60), Arbitraries.integers().between(1, 1000)))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  /** Plays the changes, and the hour after them, against a group. */
  private static List<Sent> run(List<Change> changes) {
    List<Sent> sent = new ArrayList<>();
    Group group = EMPTY;
    Instant now = T0;
    for (Change change : changes) {
      Instant then = now.plusSeconds(change.gap);
      group = until(then, group, now, sent);
      now = then;
      group =
          group.with(
              alert(
                  "alarm" + change.alarm,
                  change.severity,
                  change.firing ? State.FIRING : State.RESOLVED,
                  now),
              now);
    }
    Group end = until(now.plus(Duration.ofHours(1)), group, now, sent);
    assertThat(end.members().values()).allSatisfy(member -> assertThat(member.changed()).isNull());
    return sent;
  }

  private static Group until(Instant end, Group before, Instant from, List<Sent> sent) {
    Group group = before;
    Instant now = from;
    while (group.next(now).isPresent() && group.next(now).get().isBefore(end)) {
      now = group.next(now).get();
      Group.Message message = group.message(GroupTest::nothing);
      if (!message.isEmpty()) {
        sent.add(new Sent(now, message));
      }
      group = group.told(now, GroupTest::nothing);
    }
    return group;
  }
}
