package io.gamekeeper.oncall.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.State;
import io.gamekeeper.oncall.incident.Priority;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.page.Changes.UsedLink;
import io.gamekeeper.oncall.page.Room.Got;
import io.gamekeeper.oncall.response.Incidents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** From alarms to incidents, with the routes that are deployed. */
final class IncidentsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Room room = new Room();
  private final Incidents incidents = room.incidents();

  // ---------------------------------------------------------------- opening

  @Test
  void anAlarmThatIsToldOpensAnIncidentWithItsUrgency() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);

    Incident incident = only();
    assertThat(incident.id()).matches("2026-03-03-0900-[a-z2-9]{4}");
    assertThat(incident)
        .returns(State.OPEN, Incident::state)
        .returns(Priority.P1, Incident::priority)
        .returns("ServerDown", Incident::title)
        .returns(Room.START, Incident::began);
    assertThat(room.got)
        .isNotEmpty()
        .allSatisfy(
            got -> {
              assertThat(got.notification().incident()).isEqualTo(incident.id());
              assertThat(String.valueOf(got.notification().acknowledge())).contains(incident.id());
            });
  }

  @Test
  void whatNobodyIsToldOfOpensNone() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(10));

    assertThat(incidents.all(10)).isEmpty();
  }

  @Test
  void alarmsOfAGroupAreOneIncident() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    room.fires(GameAlarm.LEDGER_VIOLATIONS);
    room.pass(Duration.ofMinutes(10));

    assertThat(only().title()).isEqualTo("ServerDown and 1 more");
    assertThat(texts(Kind.ALARM)).containsExactly("ServerDown fires", "LedgerViolations fires");
  }

  @Test
  void oneThatComesBackWithinHalfAnHourIsTheSame() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(2));
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(25));
    assertThat(only().state()).isEqualTo(State.RECOVERED);

    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(7));

    assertThat(only().state()).isEqualTo(State.OPEN);
    assertThat(texts(Kind.ALARM))
        .containsExactly("ServerDown fires", "ServerDown is over", "ServerDown fires");
    assertThat(room.got.getLast().firing()).containsExactly("ServerDown");
  }

  @Test
  void anIncidentThatIsOverClosesByItself() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(2));
    room.ends(GameAlarm.SERVER_DOWN);
    Instant over = room.time.instant();
    room.pass(Duration.ofMinutes(29));
    assertThat(only().recovered()).contains(over);
    room.pass(Duration.ofMinutes(2));

    assertThat(incidents.open()).isEmpty();
    assertThat(incidents.all(10))
        .singleElement()
        .returns(State.RESOLVED, Incident::state)
        .returns(over, incident -> incident.recovered().orElseThrow());

    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    assertThat(incidents.all(10)).hasSize(2);
  }

  @Test
  void whatFollowsFromACauseIsPartOfItsIncident() {
    room.fires(GameAlarm.PAYMENT_DATABASE_DOWN);
    room.pass(MINUTE);
    room.fires(GameAlarm.PAYMENTS_DELAYED);
    room.pass(Duration.ofMinutes(10));

    assertThat(alarms(only())).containsExactlyInAnyOrder("PaymentDatabaseDown", "PaymentsDelayed");
    assertThat(room.got).noneSatisfy(got -> assertThat(got.firing()).contains("PaymentsDelayed"));
  }

  @Test
  void anIncidentWhoseCauseIsFoundLaterBecomesAPartOfIt() {
    room.fires(GameAlarm.PAYMENTS_DELAYED);
    room.pass(Duration.ofMinutes(2));
    String part = only().id();
    room.fires(GameAlarm.PAYMENT_DATABASE_DOWN);
    room.pass(Duration.ofMinutes(20));

    assertThat(only().title()).isEqualTo("PaymentDatabaseDown and 1 more");
    assertThat(only().began()).isEqualTo(Room.START);
    assertThat(incidents.find(part)).get().returns(State.MERGED, Incident::state);
    assertThat(incidents.whole(part)).contains(only());
    assertThat(texts(Kind.MERGED)).containsExactly("Incident " + part + " became a part of it");

    room.ends(GameAlarm.PAYMENTS_DELAYED);
    room.ends(GameAlarm.PAYMENT_DATABASE_DOWN);
    room.pass(MINUTE);
    assertThat(only().state()).isEqualTo(State.RECOVERED);
  }

  // ---------------------------------------------------------------- taking on

  @Test
  void whoTakesItOnKeepsOthersFromBeingCalled() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    assertThat(acknowledge(only().id())).isInstanceOf(Incidents.Done.class);
    Set<String> told = people();
    int messages = room.got.size();

    room.pass(Duration.ofMinutes(50));

    assertThat(room.got).hasSize(messages);
    assertThat(people()).isEqualTo(told);
    assertThat(only().state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(incidents.acknowledged()).containsExactly("prod/ServerDown");
  }

  @Test
  void withoutThatTheWholeTeamIsCalled() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    Set<String> told = people();
    room.pass(Duration.ofMinutes(50));

    assertThat(people()).hasSizeGreaterThan(told.size());
  }

  @Test
  void whatGoesWrongLaterIsToldAllTheSame() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    acknowledge(only().id());
    int messages = room.got.size();
    room.fires(GameAlarm.LEDGER_VIOLATIONS);
    room.pass(MINUTE);

    assertThat(room.got.subList(messages, room.got.size()))
        .isNotEmpty()
        .allSatisfy(got -> assertThat(got.firing()).containsExactly("LedgerViolations"));
    assertThat(only().state()).isEqualTo(State.OPEN);

    acknowledge(only().id());
    assertThat(only().state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(texts(Kind.ACKNOWLEDGED)).hasSize(2);
  }

  @Test
  void itsEndIsToldToThoseWhoWereTold() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    acknowledge(only().id());
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));

    assertThat(room.got.getLast().resolved()).containsExactly("ServerDown");
    assertThat(room.got.getLast().notification().acknowledge()).isNull();
  }

  @Test
  void onesThatFireAgainAfterTheirEndWasToldHaveToBeTakenOnAgain() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    acknowledge(only().id());
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));

    assertThat(room.got.getLast().firing()).containsExactly("ServerDown");
    assertThat(only().state()).isEqualTo(State.OPEN);
  }

  @Test
  void nobodyTakesOnWhatAnotherHasOrWhatIsOver() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    String id = only().id();
    acknowledge(id);

    assertThat(acknowledge(id)).isEqualTo(new Incidents.Refused(only()));
    assertThat(incidents.acknowledge("2026-01-01-0000-aaaa", "ada", "", Optional.empty()))
        .isEqualTo(new Incidents.Unknown());
    room.ends(GameAlarm.SERVER_DOWN);
    assertThat(acknowledge(id)).isEqualTo(new Incidents.Refused(only()));
  }

  @Test
  void aLinkTakesOnOnce() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    Optional<UsedLink> link =
        Optional.of(new UsedLink("t", room.time.instant().plus(Duration.ofDays(1))));
    assertThat(incidents.acknowledge(only().id(), "ada", "", link))
        .isInstanceOf(Incidents.Done.class);
    room.fires(GameAlarm.LEDGER_VIOLATIONS);
    room.pass(MINUTE);

    assertThat(incidents.acknowledge(only().id(), "ada", "", link))
        .isInstanceOf(Incidents.UsedBefore.class);
    assertThat(only().state()).isEqualTo(State.OPEN);
  }

  // ---------------------------------------------------------------- closing

  @Test
  void onlyWhatIsOverCanBeClosed() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    String id = only().id();
    assertThat(incidents.resolve(id, "ada", "restarted")).isEqualTo(new Incidents.Refused(only()));

    room.ends(GameAlarm.SERVER_DOWN);
    assertThat(incidents.resolve(id, "ada", "restarted")).isInstanceOf(Incidents.Done.class);

    assertThat(incidents.open()).isEmpty();
    assertThat(incidents.resolve(id, "ada", "")).isInstanceOf(Incidents.Refused.class);
    assertThat(room.timeline(id))
        .filteredOn(entry -> entry.kind() == Kind.RESOLVED)
        .singleElement()
        .returns("ada", Entry::by)
        .returns("restarted", Entry::detail);
  }

  @Test
  void theEndOfAnAlarmThatGotLostOnTheWayIsFound() {
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    room.book().record(room.alert(GameAlarm.SERVER_DOWN, Alert.State.RESOLVED));
    room.pass(MINUTE);

    assertThat(only().state()).isEqualTo(State.RECOVERED);
  }

  // ---------------------------------------------------------------- looking back

  @Test
  void theTimelineHasAlarmsMessagesAndPeopleInTheirOrder() {
    room.fault = (channel, contact) -> channel.wakes() ? new Refused("no such number") : null;
    room.fires(GameAlarm.SERVER_DOWN);
    room.pass(MINUTE);
    acknowledge(only().id());
    room.ends(GameAlarm.SERVER_DOWN);
    room.pass(Duration.ofMinutes(6));

    List<Entry> timeline = room.timeline(only().id());
    assertThat(timeline).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    assertThat(timeline.stream().map(Entry::kind).distinct())
        .containsExactly(
            Kind.ALARM,
            Kind.OPENED,
            Kind.PAGE,
            Kind.MESSAGE,
            Kind.FAILED_MESSAGE,
            Kind.ACKNOWLEDGED,
            Kind.RECOVERED);
    assertThat(timeline)
        .anySatisfy(
            entry ->
                assertThat(entry.text() + entry.detail())
                    .contains("phone to", "was not sent", "no such number"))
        .anySatisfy(entry -> assertThat(entry.text()).isEqualTo("To be told: ServerDown fires"))
        .anySatisfy(entry -> assertThat(entry.text()).isEqualTo("To be told: ServerDown is over"));
    assertThat(timeline.stream().filter(entry -> entry.kind() == Kind.MESSAGE))
        .hasSize(room.got.size());
  }

  private Incidents.Outcome acknowledge(String id) {
    return incidents.acknowledge(id, "ada", "on my way", Optional.empty());
  }

  private Incident only() {
    List<Incident> open = incidents.open();
    assertThat(open).hasSize(1);
    return open.getFirst();
  }

  private List<String> texts(Kind kind) {
    return room.timeline(only().id()).stream()
        .filter(entry -> entry.kind() == kind)
        .map(Entry::text)
        .toList();
  }

  private Set<String> people() {
    return room.got.stream().map(Got::contact).collect(Collectors.toSet());
  }

  private static List<String> alarms(Incident incident) {
    return incident.sorted().stream().map(alert -> alert.label(Alert.ALARM)).toList();
  }
}
