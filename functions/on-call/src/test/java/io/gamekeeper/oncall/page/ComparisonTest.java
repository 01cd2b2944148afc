package io.gamekeeper.oncall.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.page.Alarms.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private final Room room = new Room();
  private final List<Alarm> alarms = new ArrayList<>();
  private final Comparison comparison =
      new Comparison(
          new Alarms() {
            @Override
            public List<Alarm> all() {
              return List.copyOf(alarms);
            }

            @Override
            public boolean isGone(String alarm) {
              return !alarm.equals("SomebodyElses");
            }
          },
          room.book(),
          room.desk(),
          room.time);

  @Test
  void anAlarmOfWhichNoMessageCameIsTold() {
    alarms.add(on(GameAlarm.SERVER_DOWN, true));

    assertThat(comparison.takeIn()).isTrue();
    room.pass(Duration.ofSeconds(30));
    assertThat(room.got).as("its message may still come").isEmpty();
    room.pass(Duration.ofMinutes(1));
    assertThat(comparison.takeIn()).isTrue();
    room.pass(Duration.ofSeconds(15));

    assertThat(room.got).isNotEmpty();
  }

  @Test
  void oneThatTellsNobodyIsNot() {
    alarms.add(on(GameAlarm.SERVER_DOWN, false));
    room.pass(Duration.ofMinutes(5));

    comparison.takeIn();

    assertThat(room.book().alerts()).isEmpty();
  }

  @Test
  void oneThatIsOverAndWasNotHeardOfIsOver() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(2));
    alarms.add(
        new Alarm(room.alert(GameAlarm.SERVER_DOWN, Alert.State.RESOLVED), Alarms.State.OFF, true));
    comparison.takeIn();
    assertThat(room.book().alerts()).allMatch(Alert::firing);

    room.pass(Duration.ofMinutes(2));
    comparison.takeIn();

    assertThat(room.book().alerts()).noneMatch(Alert::firing);
  }

  @Test
  void oneThatHasNoDataGoesOn() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(2));
    alarms.add(
        new Alarm(
            room.alert(GameAlarm.SERVER_DOWN, Alert.State.RESOLVED), Alarms.State.UNKNOWN, true));

    room.pass(Duration.ofMinutes(20));
    comparison.takeIn();

    assertThat(room.book().alerts()).allMatch(Alert::firing);
  }

  @Test
  void oneThatWasDeletedWhileItWasOnIsOver() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(9));
    comparison.takeIn();
    assertThat(room.book().alerts()).allMatch(Alert::firing);

    room.pass(Duration.ofMinutes(1));
    comparison.takeIn();
    room.got.clear();
    room.pass(Duration.ofMinutes(6));

    assertThat(room.got)
        .isNotEmpty()
        .allSatisfy(got -> assertThat(got.resolved()).containsExactly("ServerDown"));
  }

  private Alarm on(GameAlarm alarm, boolean tells) {
    return new Alarm(room.alert(alarm, Alert.State.FIRING), Alarms.State.ON, tells);
  }
}
