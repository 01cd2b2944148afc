package io.gamekeeper.oncall.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.page.Room.Got;
import io.gamekeeper.oncall.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DeskTest {
  private final Room room = new Room();

  @Test
  void aCriticalAlertIsToldToEveryoneOnCallByEveryChannel() {
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofSeconds(12));

    assertThat(room.got)
        .isNotEmpty()
        .allSatisfy(got -> assertThat(got.firing()).containsExactly("ServerDown"))
        .allSatisfy(got -> assertThat(got.at()).isEqualTo(Room.START.plus(Duration.ofSeconds(10))));
    assertThat(channels()).containsExactlyInAnyOrder(Channel.values());
    assertThat(room.got.getFirst().channel()).as("what wakes people").isEqualTo(Channel.PHONE);
  }

  @Test
  void whoWasToldHearsThatItIsOverAndNobodyIsCalledForIt() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(1));
    Set<String> mailed = mailed();
    room.got.clear();

    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));

    assertThat(room.got)
        .isNotEmpty()
        .allSatisfy(got -> assertThat(got.resolved()).containsExactly("ServerDown"))
        .allSatisfy(got -> assertThat(got.channel().wakes()).isFalse());
    assertThat(mailed()).isEqualTo(mailed);
    room.got.clear();
    room.pass(Duration.ofHours(2));
    assertThat(room.got).isEmpty();
    assertThat(room.book().conversations()).isEmpty();
  }

  @Test
  void whatIsOverBeforeAnybodyWasToldIsNotTold() {
    room.fires(GameAlarm.HIGH_LATENCY);
    room.pass(Duration.ofSeconds(5));
    room.ends(GameAlarm.HIGH_LATENCY);

    room.pass(Duration.ofMinutes(10));

    assertThat(room.got).isEmpty();
  }

  @Test
  void alertsThatComeTogetherAreOnePage() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.fires(GameAlarm.PAYMENT_SYSTEM_FAILURE);

    room.pass(Duration.ofSeconds(12));

    assertThat(pages()).isEqualTo(1);
    assertThat(room.got)
        .allSatisfy(
            got -> assertThat(got.firing()).containsExactly("PaymentSystemFailure", "ServerDown"));
  }

  @Test
  void whileNobodyAcknowledgesMoreAndMorePeopleAreTold() {
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofMinutes(4));
    Set<String> first = mailed();
    room.pass(Duration.ofMinutes(2));
    Set<String> second = mailed();
    room.pass(Duration.ofMinutes(5));
    Set<String> third = mailed();

    assertThat(second).as("the next in turn after 5 minutes").hasSizeGreaterThan(first.size());
    assertThat(third).as("the team after 10").hasSize(5).containsAll(second);
    assertThat(pages()).isEqualTo(3);
  }

  @Test
  void aLostHintCostsAMinuteAtMost() {
    room.deaf = true;
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofSeconds(61));

    assertThat(room.got).isNotEmpty();
  }

  @Test
  void aSilencedAlertIsToldWhenTheSilenceEnds() {
    room.book().keep(silence("alarm=HighLatency", Duration.ofMinutes(20)));
    room.fires(GameAlarm.HIGH_LATENCY);

    room.pass(Duration.ofMinutes(19));
    assertThat(room.got).isEmpty();
    room.pass(Duration.ofMinutes(7));

    assertThat(room.got).isNotEmpty();
  }

  @Test
  void aMessageThatComesTwiceOrLateChangesNothing() {
    room.fires(GameAlarm.SERVER_DOWN);
    var late = room.alert(GameAlarm.SERVER_DOWN, io.gamekeeper.oncall.Alert.State.FIRING);
    room.pass(Duration.ofSeconds(30));
    room.ends(GameAlarm.SERVER_DOWN);
    room.arrives(late);
    room.arrives(late);

    room.pass(Duration.ofMinutes(30));

    assertThat(pages()).isEqualTo(2);
    assertThat(room.got.getLast().resolved()).containsExactly("ServerDown");
  }

  @Test
  void aPersonWhomNoChannelReachesIsToldByTheOthers() {
    // HighCPUUsage goes by mail alone.
    room.fault =
        (channel, _) -> channel == Channel.MAIL ? new Messenger.Refused("no such address") : null;
    room.fires(GameAlarm.HIGH_CPU_USAGE);

    room.pass(Duration.ofMinutes(2));

    assertThat(channels()).isNotEmpty().doesNotContain(Channel.MAIL);
    assertThat(room.postOffice().reachesPeople()).isTrue();
  }

  @Test
  void aChannelThatIsAwayForMinutesIsTriedAgain() {
    room.fault =
        (channel, _) ->
            channel == Channel.MAIL
                    && room.time.instant().isBefore(Room.START.plus(Duration.ofMinutes(3)))
                ? new Messenger.Failed("no answer", Optional.empty())
                : null;
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofMinutes(2));
    assertThat(channels()).doesNotContain(Channel.MAIL).contains(Channel.PHONE);
    room.pass(Duration.ofMinutes(3));

    assertThat(mailed()).isNotEmpty();
  }

  @Test
  void aPageThatReachesNobodyIsKnown() {
    room.fault = (_, _) -> new Messenger.Failed("no answer", Optional.empty());
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(2));
    assertThat(room.postOffice().reachesPeople()).as("it has minutes").isTrue();

    room.pass(Duration.ofMinutes(3));

    assertThat(room.postOffice().reachesPeople()).isFalse();
  }

  @Test
  void aStormIsFewPagesAndKeepsEveryAlert() {
    for (int i = 0; i < 20; i++) {
      for (GameAlarm alarm : GameAlarm.values()) {
        room.fires(alarm);
      }
      room.pass(Duration.ofSeconds(1));
      for (GameAlarm alarm : GameAlarm.values()) {
        if (i < 19) {
          room.ends(alarm);
        }
      }
      room.pass(Duration.ofSeconds(2));
    }

    assertThat(pages()).isLessThan(20);
    assertThat(room.book().alerts()).hasSize(GameAlarm.values().length);
  }

  @Test
  void anAlertThatIsHeldMakesNoPagesOfItsNeighbours() {
    room.book().keep(silence("alarm=LedgerViolations", Duration.ofHours(1)));
    room.fires(GameAlarm.SERVER_DOWN);
    room.fires(GameAlarm.LEDGER_VIOLATIONS);

    room.pass(Duration.ofMinutes(30));

    assertThat(pages()).as("the first and the two steps of its escalation").isEqualTo(3);
    assertThat(room.got).allSatisfy(got -> assertThat(got.firing()).containsExactly("ServerDown"));
  }

  @Test
  void aNeighbourThatIsOverIsToldOnce() {
    room.fires(GameAlarm.DATABASE_CONNECTION_LOST);
    room.pass(Duration.ofMinutes(31));
    room.fires(GameAlarm.PAYMENTS_DELAYED);
    room.pass(Duration.ofMinutes(31));
    room.got.clear();

    room.ends(GameAlarm.PAYMENTS_DELAYED);
    room.pass(Duration.ofMinutes(45));

    assertThat(pages()).isEqualTo(1);
  }

  @Test
  void aGroupEscalatesAsOne() {
    for (GameAlarm alarm :
        List.of(
            GameAlarm.SERVER_DOWN,
            GameAlarm.HIGH_ERROR_RATE,
            GameAlarm.PAYMENT_SYSTEM_FAILURE,
            GameAlarm.LEDGER_VIOLATIONS)) {
      room.fires(alarm);
      room.pass(Duration.ofSeconds(25));
    }
    int atFirst = pages();

    room.pass(Duration.ofMinutes(12));

    assertThat(atFirst).isEqualTo(4);
    assertThat(pages() - atFirst).as("two steps, not two for each alert").isEqualTo(2);
    assertThat(mailed()).hasSize(5);
  }

  @Test
  void anAlertThatChangesItsReasonAllTheTimeEscalatesAllTheSame() {
    for (int i = 0; i < 3; i++) {
      room.fires(GameAlarm.SERVER_DOWN);
      room.pass(Duration.ofMinutes(4));
    }

    assertThat(mailed()).as("the whole team after ten minutes").hasSize(5);
    assertThat(room.got.getLast().notification().firing().getFirst().since()).isEqualTo(Room.START);
  }

  @Test
  void whoSleepsIsNotCalledForAMediumAlertBecauseAMailFailed() {
    room.time.set(Instant.parse("2026-03-03T02:00:00Z"));
    room.fault =
        (channel, _) -> channel.wakes() ? null : new Messenger.Failed("busy", Optional.empty());
    room.fires(GameAlarm.LOW_DISK_SPACE);

    room.pass(Duration.ofMinutes(10));

    assertThat(room.got).isEmpty();
  }

  @Test
  void nobodyIsCalledBecauseOneOfTwoIsOver() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.fires(GameAlarm.HIGH_ERROR_RATE);
    room.pass(Duration.ofMinutes(16));
    room.got.clear();

    room.ends(GameAlarm.HIGH_ERROR_RATE);
    room.pass(Duration.ofMinutes(6));

    assertThat(room.got)
        .isNotEmpty()
        .allSatisfy(got -> assertThat(got.channel().wakes()).isFalse())
        .allSatisfy(got -> assertThat(got.firing()).containsExactly("ServerDown"));
  }

  @Test
  void aMailAloneIsNotEnoughWhereSomebodyIsToBeWoken() {
    room.fault = (channel, _) -> channel.wakes() ? new Messenger.Refused("no such number") : null;
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofMinutes(4));

    assertThat(mailed()).isNotEmpty();
    assertThat(room.postOffice().reachesPeople()).isFalse();
  }

  @Test
  void aCallDoesNotWaitForMailsThatFail() {
    room.fault =
        (channel, _) -> {
          if (channel.wakes()) {
            return null;
          }
          room.time.advance(Duration.ofSeconds(3));
          return new Messenger.Failed("no answer in time", Optional.empty());
        };
    room.fires(GameAlarm.SERVER_DOWN);

    room.pass(Duration.ofMinutes(2));

    assertThat(room.got.getFirst().channel()).isEqualTo(Channel.PHONE);
    assertThat(room.got.getFirst().at()).isBefore(Room.START.plus(Duration.ofSeconds(12)));
  }

  private Silence silence(String matcher, Duration length) {
    return new Silence(
        "s1",
        List.of(Matcher.parse(matcher)),
        "ann",
        "a known fault",
        Room.START,
        Room.START.plus(length));
  }

  private Set<Channel> channels() {
    return room.got.stream().map(Got::channel).collect(Collectors.toSet());
  }

  private Set<String> mailed() {
    return room.got.stream()
        .filter(got -> got.channel() == Channel.MAIL)
        .map(Got::contact)
        .collect(Collectors.toSet());
  }

  private int pages() {
    Set<String> ids = new HashSet<>();
    room.got.forEach(got -> ids.add(got.notification().id()));
    return ids.size();
  }

  @Test
  void pagesThatAreOverAreKeptTheNewestFirst() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));

    Instant now = room.time.instant();
    List<Page> over = room.book().over(now.minus(Duration.ofDays(2)), now, 10);

    assertThat(over).hasSize(2);
    assertThat(over.getFirst().notification().at()).isAfter(over.getLast().notification().at());
    assertThat(over).allSatisfy(page -> assertThat(page.reachedSomebody()).isTrue());
    assertThat(room.book().onTheirWay()).isEmpty();
    assertThat(room.book().over(now.minus(Duration.ofDays(2)), now, 1)).hasSize(1);
  }
}
