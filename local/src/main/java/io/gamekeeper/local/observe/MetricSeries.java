package io.gamekeeper.local.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One metric's values. The finest periods are kept for a while and are then added to coarser ones,
 * as CloudWatch does, which keeps each for longer: seconds for three hours, minutes for a day
 * (CloudWatch: 15 days), hours for 15 days (CloudWatch: 455 days).
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html">Metrics
 *     retention</a>
 */
final class MetricSeries {
  private static final List<Tier> TIERS =
      List.of(
          new Tier(1, Duration.ofHours(3)),
          new Tier(60, Duration.ofDays(1)),
          new Tier(3600, Duration.ofDays(15)));

  private final String unit;
  private final List<Kept> kept;

  private record Tier(int seconds, Duration lasts) {}

  /** The periods of one length, oldest first. */
  private static final class Kept {
    private final Tier tier;
    private final ArrayList<MetricPeriod> periods = new ArrayList<>();

    Kept(Tier tier) {
      this.tier = tier;
    }

    MetricPeriod at(long epochSecond) {
      long start = Math.floorDiv(epochSecond, tier.seconds) * tier.seconds;
      int last = periods.size() - 1;
      if (last >= 0 && periods.get(last).start == start) {
        return periods.get(last);
      }
      int place = indexOf(start);
      if (place < periods.size() && periods.get(place).start == start) {
        return periods.get(place);
      }
      if (last >= 0 && place > last) {
        periods.get(last).seal();
      }
      MetricPeriod added = new MetricPeriod(start);
      periods.add(place, added);
      return added;
    }

    /** The first period that does not begin before. */
    int indexOf(long start) {
      int low = 0;
      int high = periods.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (periods.get(middle).start < start) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  MetricSeries(String unit, boolean highResolution) {
    this.unit = unit;
    this.kept =
        TIERS.subList(highResolution ? 0 : 1, TIERS.size()).stream().map(Kept::new).toList();
  }

  String unit() {
    return unit;
  }

  synchronized void record(long epochSecond, long now, double value, double times) {
    MetricPeriod period = period(epochSecond, now);
    if (period != null) {
      period.add(value, times);
    }
  }

  synchronized void record(
      long epochSecond, long now, double samples, double sum, double minimum, double maximum) {
    MetricPeriod period = period(epochSecond, now);
    if (period != null) {
      period.add(samples, sum, minimum, maximum);
    }
  }

  /** The finest period that still takes a value of that time; null if all have gone. */
  private @Nullable MetricPeriod period(long epochSecond, long now) {
    age(now);
    for (Kept each : kept) {
      if (epochSecond > now - each.tier.lasts.toSeconds()) {
        return each.at(epochSecond);
      }
    }
    return null;
  }

  /** Adds what is too old for its tier to the next one. */
  private void age(long now) {
    for (int i = 0; i < kept.size(); i++) {
      Kept each = kept.get(i);
      int old = 0;
      while (old < each.periods.size()
          && each.periods.get(old).start + each.tier.seconds <= now - each.tier.lasts.toSeconds()) {
        if (i + 1 < kept.size()) {
          MetricPeriod period = each.periods.get(old);
          kept.get(i + 1).at(period.start).add(period);
        }
        old++;
      }
      if (old > 0) {
        each.periods.subList(0, old).clear();
      }
    }
  }

  /**
   * Returns the statistics of those periods in which anything was measured, oldest first. A period
   * that is shorter than what is still kept of its time has none.
   *
   * @param from begin of the first period
   * @param ranks whether percentiles are wanted
   */
  synchronized List<Statistics> read(long from, long to, int step, boolean ranks) {
    Map<Long, MetricPeriod.Totals> found = new TreeMap<>();
    for (Kept each : kept) {
      if (each.tier.seconds > step) {
        continue;
      }
      for (int i = each.indexOf(from); i < each.periods.size(); i++) {
        MetricPeriod period = each.periods.get(i);
        if (period.start >= to) {
          break;
        }
        long start = from + Math.floorDiv(period.start - from, step) * step;
        period.addTo(found.computeIfAbsent(start, _ -> new MetricPeriod.Totals()), ranks);
      }
    }
    List<Statistics> read = new ArrayList<>(found.size());
    found.forEach(
        (start, all) ->
            read.add(
                new Statistics(
                    Instant.ofEpochSecond(start),
                    all.count,
                    all.sum,
                    all.minimum,
                    all.maximum,
                    all.ranked ? all.distribution : new TreeMap<>())));
    return read;
  }
}
