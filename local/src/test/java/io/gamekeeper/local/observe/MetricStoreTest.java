package io.gamekeeper.local.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricStoreTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final MetricName METRIC = new MetricName("Test", "Value", Map.of("Service", "a"));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant now = START;
  private final ErrorLog errors = new ErrorLog(() -> now);
  private final MetricStore store = new MetricStore(() -> now, errors);

  @Test
  void aPeriodHasTheStatisticsOfItsValues() {
    for (double value : new double[] {3, 1, 2}) {
      record(value);
    }
    now = START.plus(MINUTE);
    record(10);

    assertThat(read(START, 2, MINUTE))
        .extracting(
            Statistics::start,
            Statistics::count,
            Statistics::sum,
            Statistics::minimum,
            Statistics::maximum)
        .containsExactly(
            tuple(START, 3.0, 6.0, 1.0, 3.0), tuple(START.plus(MINUTE), 1.0, 10.0, 10.0, 10.0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void percentilesAreThoseOfTheValuesWithinAPercent(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[5_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(random.nextDouble() * 10);
      now = START.plusSeconds(i % 180);
      record(values[i]);
    }
    Arrays.sort(values);

    Statistics all = read(START, 1, Duration.ofMinutes(3)).getFirst();
    for (double percent : new double[] {1, 50, 90, 99, 99.9}) {
      double exact = values[(int) Math.ceil(percent / 100 * values.length) - 1];
      assertThat(all.percentile(percent)).isCloseTo(exact, within(exact * 0.012));
    }
    assertThat(all.percentile(100)).isEqualTo(values[values.length - 1]);
  }

  @Test
  void ofNegativeValuesAndTotalsThereAreNoPercentiles() {
    record(-1);
    record(5);
    store.record(METRIC, "None", false, START.plus(MINUTE), 10, 100, 1, 20);
    store.record(METRIC, "None", false, START.plus(MINUTE.multipliedBy(2)), 10, 50, 5, 5);

    assertThat(read(START, 3, MINUTE))
        .extracting(period -> period.percentile(50))
        .containsExactly(Double.NaN, Double.NaN, 5.0);
    assertThat(read(START, 3, MINUTE))
        .extracting(Statistics::average)
        .containsExactly(2.0, 10.0, 5.0);
  }

  @Test
  void olderValuesStayInCoarserPeriods() {
    MetricName fine = new MetricName("Test", "Fine", Map.of());
    Duration hours = Duration.ofHours(30);
    long seconds = hours.toSeconds();
    long count = seconds / 30;
    for (long i = 0; i < seconds; i += 30) {
      now = START.plusSeconds(i);
      store.record(fine, "Count", true, (double) i);
    }
    now = START.plus(hours);
    store.record(fine, "Count", true, 0);

    assertThat(store.sum(fine)).isEqualTo(15.0 * (count - 1) * count);
    assertThat(store.read(fine, now.minus(MINUTE), now, Duration.ofSeconds(10), false)).hasSize(2);
    assertThat(
            store.read(fine, START.plus(MINUTE), START.plus(MINUTE.multipliedBy(2)), MINUTE, false))
        .isEmpty();
    assertThat(store.read(fine, START, START.plus(Duration.ofHours(2)), Duration.ofHours(1), true))
        .extracting(Statistics::count)
        .containsExactly(120.0, 120.0);
  }

  @Test
  void aLateValueGoesToItsOwnPeriod() {
    now = START.plus(MINUTE.multipliedBy(5));
    record(1);
    store.record(METRIC, "Count", false, START, 7, 2);

    assertThat(read(START, 6, MINUTE)).extracting(Statistics::sum).containsExactly(14.0, 1.0);
  }

  @Test
  void whatIsNoNumberIsIgnored() {
    record(Double.NaN);
    record(Double.POSITIVE_INFINITY);
    record(4);

    assertThat(store.total(METRIC)).hasValueSatisfying(all -> assertThat(all.count()).isEqualTo(1));
  }

  @Test
  void aDimensionWithoutABoundIsCutAndNoted() {
    for (int i = 0; i < 100_000; i++) {
      store.record(new MetricName("Test", "Value", Map.of("Player", "p" + i)), "Count", false, 1);
    }

    assertThat(store.names()).hasSize(20_000);
    assertThat(errors.newest())
        .singleElement()
        .satisfies(error -> assertThat(error.message()).contains("bound the values"));
  }

  private void record(double value) {
    store.record(METRIC, "Count", false, value);
  }

  private List<Statistics> read(Instant from, int periods, Duration period) {
    return store.read(METRIC, from, from.plus(period.multipliedBy(periods)), period, true);
  }
}
