package io.gamekeeper.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CollectorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final MemoryWorld world = new MemoryWorld();

  private static PurchaseEvent bought(
      String purchase, int version, String currency, long net, Instant at) {
    return new PurchaseEvent(
        at + "#" + purchase + version,
        purchase,
        version,
        currency,
        !currency.equals("gems"),
        net,
        at);
  }

  private void runEachMinute(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plus(MINUTE)) {
      world.pass(MINUTE);
      world.run();
    }
  }

  @Test
  void aPlayersFirstSessionEverIsARegistrationAndNoOther() {
    world.run();
    world.joins("ada");
    world.joins("bob");
    world.leaves("ada", MINUTE);
    runEachMinute(HOUR);
    world.joins("ada");
    world.joins("eve");
    runEachMinute(Duration.ofMinutes(3));

    assertThat(world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(3);
    assertThat(world.points(GameMetric.NEW_PLAYER_REGISTRATIONS))
        .filteredOn(point -> point.sum() > 0)
        .extracting(Point::at, Point::sum)
        .containsExactly(
            tuple(Instant.parse("2026-06-01T12:00:00Z"), 2.0),
            tuple(Instant.parse("2026-06-01T13:00:00Z"), 1.0));
  }

  @Test
  void whoComesAndGoesIsOneOfThoseWhoseSessionsEnded() {
    world.run();
    world.leaves("ada", HOUR);
    for (int i = 0; i < 100; i++) {
      world.leaves("mallory", Duration.ZERO);
    }
    runEachMinute(Duration.ofMinutes(3));

    List<Point> points = world.points(GameMetric.AVERAGE_SESSION_DURATION);
    assertThat(points).hasSize(1);
    assertThat(points.getFirst().count()).isEqualTo(2);
    assertThat(points.getFirst().sum()).isEqualTo(3600);
    assertThat(points.getFirst().minimum()).isZero();
    assertThat(points.getFirst().maximum()).isEqualTo(3600);
  }

  @Test
  void afterAnHoursPauseEachMinuteIsSentOnceWithItsOwnTime() {
    world.run();
    for (int minute = 0; minute < 60; minute++) {
      for (int i = 0; i <= minute; i++) {
        world.joins("player-" + minute + "-" + i);
      }
      world.deliver(bought("p" + minute, 0, "EUR", 100, world.now));
      world.pass(MINUTE);
    }

    world.run();
    world.run();
    runEachMinute(Duration.ofMinutes(2));

    List<Point> registrations = world.points(GameMetric.NEW_PLAYER_REGISTRATIONS);
    assertThat(registrations).extracting(Point::at).doesNotHaveDuplicates();
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    for (int minute = 0; minute < 60; minute++) {
      Instant at = noon.plus(Duration.ofMinutes(minute));
      assertThat(registrations)
          .filteredOn(point -> point.at().equals(at))
          .extracting(Point::sum)
          .containsExactly(minute + 1.0);
      assertThat(world.points(GameMetric.TRANSACTION_VOLUME))
          .filteredOn(point -> point.at().equals(at))
          .extracting(Point::sum)
          .containsExactly(1.0);
    }
  }

  @Test
  void aCallHoldsNoMoreThanItMay() {
    world.mostPoints = 50;
    world.run();
    world.pass(Duration.ofHours(5));

    world.run();

    assertThat(world.taken).hasSizeGreaterThan(10).allMatch(call -> call.size() <= 50);
    assertThat(world.points(GameMetric.TRANSACTION_VOLUME)).hasSize(5 * 60 - 1);
  }

  @Test
  void whatCloudWatchWouldNoLongerTakeIsNotSent() {
    world.run();
    world.joins("ada");
    world.pass(Duration.ofDays(20));

    world.run();

    assertThat(world.points(GameMetric.TRANSACTION_VOLUME))
        .hasSize(14 * 24 * 60 - 60 - 1)
        .allMatch(point -> !point.at().isBefore(world.now.minus(Figures.TAKEN)));
  }

  @Test
  void whatArrivesLateCountsWhenItArrivesAndWhatIsDatedAheadCountsNow() {
    world.run();
    Instant noon = world.now;
    runEachMinute(Duration.ofMinutes(10));
    world.stream.add(new SessionEvent("0-1", "late", noon, Optional.empty()));
    world.stream.add(
        new SessionEvent("0-1", "ahead", noon.plus(Duration.ofDays(3)), Optional.empty()));
    runEachMinute(Duration.ofMinutes(5));

    assertThat(world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(2);
    assertThat(world.points(GameMetric.NEW_PLAYER_REGISTRATIONS))
        .filteredOn(point -> point.sum() > 0)
        .allMatch(point -> point.at().isAfter(noon.plus(Duration.ofMinutes(5))))
        .allMatch(point -> point.at().isBefore(noon.plus(Duration.ofMinutes(12))));
  }

  @Test
  void whatPlayersPaidOnADayIsSharedOutAmongThoseWhoPlayedOnItPerCurrency() {
    world.run();
    for (int i = 0; i < 4; i++) {
      world.joins("player" + i);
    }
    Instant noon = world.now;
    world.deliver(bought("a", 0, "EUR", 1_199, noon));
    world.deliver(bought("b", 0, "EUR", 801, noon));
    world.deliver(bought("c", 0, "JPY", 500, noon));
    world.deliver(bought("d", 0, "gems", 100, noon));
    world.pass(MINUTE);
    world.run();
    // Half of it is taken back, delivered twice, and the grant once more.
    world.deliver(bought("b", 1, "EUR", 401, world.now));
    world.run();
    world.deliver(bought("b", 1, "EUR", 401, world.now));
    world.deliver(bought("b", 0, "EUR", 801, noon));
    runEachMinute(Duration.ofHours(13));

    assertThat(world.sum(GameMetric.TRANSACTION_VOLUME)).isEqualTo(4);
    assertThat(world.points(GameMetric.ARPU)).hasSize(2);
    assertThat(arpu("EUR")).isCloseTo(16.0 / 4, within(1e-9));
    assertThat(arpu("JPY")).isCloseTo(500.0 / 4, within(1e-9));
    assertThat(world.points(GameMetric.ARPU))
        .allMatch(point -> point.at().equals(Instant.parse("2026-06-01T23:59:00Z")));
  }

  private double arpu(String currency) {
    return world.points(GameMetric.ARPU).stream()
        .filter(point -> point.currency().equals(Optional.of(currency)))
        .mapToDouble(Point::sum)
        .sum();
  }

  @Test
  void aRefundThatOvertakesItsGrantCountsThePurchaseOnceAndNothingPaid() {
    world.run();
    world.joins("ada");
    world.deliver(bought("a", 1, "EUR", 0, world.now));
    world.run();
    world.deliver(bought("a", 0, "EUR", 999, world.now));
    runEachMinute(Duration.ofHours(13));

    assertThat(world.sum(GameMetric.TRANSACTION_VOLUME)).isEqualTo(1);
    assertThat(arpu("EUR")).isZero();
  }

  @Test
  void noMoreCurrenciesAreReportedThanTheContractSays() {
    world.run();
    world.joins("ada");
    int purchase = 0;
    for (String currency :
        List.of(
            "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HUF", "IDR", "INR",
            "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "TRY")) {
      for (int i = 0; i < (currency.equals("TRY") ? 2 : 1); i++) {
        world.deliver(bought("p" + purchase++, 0, currency, 100, world.now));
      }
    }
    runEachMinute(Duration.ofHours(13));

    assertThat(world.points(GameMetric.ARPU))
        .hasSize(GameMetric.MOST_CURRENCIES)
        .anyMatch(point -> point.currency().equals(Optional.of("TRY")));
  }

  @Test
  void churnIsWhoPlayedTheWeekBeforeAndNotThisWeek() {
    world.run();
    for (String player : List.of("ada", "bob", "eve", "zoe")) {
      world.joins(player);
    }
    for (int day = 0; day < 9; day++) {
      world.pass(Duration.ofDays(1));
      if (day == 2) {
        world.joins("ada");
      }
      if (day == 7) {
        world.joins("bob");
        world.joins("new");
      }
      world.run();
    }

    // On 8 June the week is 2 to 8 June, and the week before 26 May to 1 June.
    assertThat(world.points(GameMetric.PLAYER_CHURN_RATE))
        .filteredOn(point -> point.at().equals(Instant.parse("2026-06-08T23:59:00Z")))
        .extracting(Point::sum)
        .containsExactly(75.0);
    assertThat(world.points(GameMetric.PLAYER_CHURN_RATE))
        .filteredOn(point -> point.at().isBefore(Instant.parse("2026-06-08T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void aCallThatWasRefusedIsRepeated() {
    world.run();
    world.joins("ada");
    world.pass(Duration.ofMinutes(3));
    world.failure = Optional.of(new MetricsRefusedException(new IOException("throttled")));

    assertThat(world.run().refused()).contains("throttled");
    assertThat(world.taken).isEmpty();
    assertThat(world.run().refused()).isEmpty();

    assertThat(world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(1);
  }

  @Test
  void aCallWhoseFateIsUnknownIsNotRepeated() {
    world.run();
    world.joins("ada");
    world.pass(Duration.ofMinutes(2));
    world.takesBeforeItFails = true;
    world.failure = Optional.of(new OutcomeUnknownException(new IOException("timed out")));

    assertThat(world.run().uncertain()).isEqualTo(2);
    assertThat(world.run().uncertain()).isZero();

    assertThat(world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(1);
  }

  @Test
  void ofTwoRunsAtATimeOneStopsAndNothingIsSentTwice() {
    world.run();
    world.joins("ada");
    world.pass(Duration.ofMinutes(2));
    Figures before = world.kept.orElseThrow();
    world.run();
    Optional<Figures> after = world.kept;

    // The second has read what the first had before it.
    world.kept = Optional.of(before);
    Collector second =
        new Collector(
            new SessionFeed() {
              @Override
              public Page after(String position, int limit) {
                world.kept = after;
                return world.after(position, limit);
              }
            },
            world,
            world,
            world,
            () -> world.now);
    assertThatThrownBy(() -> second.run(() -> true)).isInstanceOf(OtherRunException.class);

    assertThat(world.sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(1);
  }
}
