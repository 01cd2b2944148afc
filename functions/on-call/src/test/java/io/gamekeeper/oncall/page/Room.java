package io.gamekeeper.oncall.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.response.Incidents;
import io.gamekeeper.oncall.response.Timeline;
import io.gamekeeper.oncall.route.RoutesFile;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.store.DynamoAlertBook;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.testing.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * On-call with the routes that are deployed, a book in DynamoDB Local, and a queue, a timer and
 * people of the test.
 */
final class Room {
  /** A Tuesday morning. */
  static final Instant START = Instant.parse("2026-03-03T09:00:00Z");

  /** What somebody got. */
  record Got(Instant at, Channel channel, String contact, Notification notification) {
    List<String> firing() {
      return names(notification.firing());
    }

    List<String> resolved() {
      return names(notification.resolved());
    }

    private static List<String> names(List<Alert> alerts) {
      return alerts.stream().map(alert -> alert.label(Alert.ALARM)).sorted().toList();
    }
  }

  private record Hint(Instant at, Runnable work) {}

  final VirtualTime time = new VirtualTime(START);
  final List<Got> got = new ArrayList<>();

  /** What a channel answers; {@code null} for that it has taken it on. */
  BiFunction<Channel, String, Messenger.@Nullable Result> fault = (_, _) -> null;

  /** Whether hints get lost. */
  boolean deaf;

  private final CrashPoints crashes;
  private boolean kept;
  private final List<Hint> hints = new ArrayList<>();
  private Instant tick = START.plus(Duration.ofMinutes(1));
  private final AlertBook stored;
  private final AlertBook book;
  private final Desk desk;
  private final PostOffice postOffice;

  Room() {
    this(CrashPoints.none());
  }

  Room(CrashPoints crashes) {
    this.crashes = crashes;
    stored = new DynamoAlertBook(Tables.dynamo(), Tables.create(), time);
    book = crashes.in(AlertBook.class, stored);
    Waker waker =
        crashes.in(
            Waker.class,
            new Waker() {
              @Override
              public void look(String group, Instant at) {
                hint(at, () -> desk().look(group).ifPresent(Room.this::sends));
              }

              @Override
              public void send(String page, Instant at) {
                hint(at, () -> sends(page));
              }
            });
    desk =
        new Desk(
            new Routing(RoutesFile.packaged()),
            book,
            waker,
            time,
            "prod",
            URI.create("https://ops.example/"));
    Map<Channel, Messenger> messengers = new EnumMap<>(Channel.class);
    for (Channel channel : Channel.values()) {
      messengers.put(channel, crashes.in(Messenger.class, messenger(channel)));
    }
    postOffice =
        new PostOffice(
            book,
            messengers,
            (incident, person, at) ->
                Optional.of(URI.create("https://ops.example/ack/" + incident + "/" + person)),
            waker,
            time,
            new Random(1));
  }

  private Messenger messenger(Channel channel) {
    return (contact, notification) -> {
      Messenger.Result result = fault.apply(channel, contact);
      if (result != null) {
        return result;
      }
      got.add(new Got(time.instant(), channel, contact, notification));
      return new Messenger.Accepted("m" + got.size());
    };
  }

  /** Returns the book for the test to look at, where nobody dies. */
  AlertBook book() {
    return stored;
  }

  Desk desk() {
    return desk;
  }

  PostOffice postOffice() {
    return postOffice;
  }

  Incidents incidents() {
    return new Incidents(stored, time);
  }

  List<Entry> timeline(String incident) {
    return new Timeline(stored, time).of(stored.incident(incident).orElseThrow());
  }

  private void hint(Instant at, Runnable work) {
    if (!deaf) {
      hints.add(new Hint(at, work));
    }
  }

  Alert alert(GameAlarm alarm, State state) {
    return Alert.of(
        "prod",
        alarm.alarmName(),
        AlarmNote.of(alarm).describe("Something is wrong."),
        state,
        time.instant(),
        "3 of 3");
  }

  /** An alarm goes off; the queue brings it until it is kept. */
  void fires(GameAlarm alarm) {
    arrives(alert(alarm, State.FIRING));
  }

  /** An alarm is over. */
  void ends(GameAlarm alarm) {
    arrives(alert(alarm, State.RESOLVED));
  }

  void arrives(Alert alert) {
    kept = false;
    for (int deliveries = 0; !kept; deliveries++) {
      assertThat(deliveries).as("deliveries of one message").isLessThan(10);
      crashes.survives(() -> kept = desk.arrived(List.of(alert)).isEmpty());
    }
  }

  /** Lets time pass, with the hints and the timer that are due in it. */
  void pass(Duration duration) {
    Instant end = time.instant().plus(duration);
    while (true) {
      Hint next =
          hints.stream()
              .min(Comparator.comparing(Hint::at))
              .filter(hint -> hint.at().isBefore(tick))
              .orElseGet(() -> new Hint(tick, this::timer));
      if (next.at().isAfter(end)) {
        time.set(end);
        return;
      }
      if (!hints.remove(next)) {
        tick = tick.plus(Duration.ofMinutes(1));
      }
      if (next.at().isAfter(time.instant())) {
        time.set(next.at());
      }
      crashes.survives(next.work());
    }
  }

  private void timer() {
    desk.lookAtAll().forEach(this::sends);
    postOffice.sendAll(soon());
    new Incidents(book, time).settle();
  }

  private void sends(String page) {
    postOffice().send(page, soon());
  }

  private Instant soon() {
    return time.instant().plusSeconds(15);
  }
}
