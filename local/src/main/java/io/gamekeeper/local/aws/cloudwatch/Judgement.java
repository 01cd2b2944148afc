package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * What the data points of an alarm say. CloudWatch looks at more periods than the alarm has
 * evaluation periods. If as many of them have data as the alarm has evaluation periods, only the
 * newest of these count, and missing data is not looked at. If not, all that have data count, and
 * the rest is filled in as the alarm says.
 *
 * @param state empty if the alarm stays as it is
 * @param evaluated indices of the points that count, newest first
 * @param filled how many missing points were filled in
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">How
 *     alarm state is evaluated when data is missing</a>
 */
record Judgement(Optional<State> state, List<Integer> evaluated, int filled) {

  /** As many periods more than its evaluation periods as in CloudWatch's examples. */
  static final int MORE_PERIODS = 2;

  /**
   * Judges the points of an evaluation range.
   *
   * @param points oldest first; NaN where there is no data
   * @param datapoints how many breaching points make an alarm
   * @param periods the alarm's evaluation periods
   */
  static Judgement of(
      double[] points,
      DoublePredicate breaching,
      int datapoints,
      int periods,
      MissingData missing) {
    List<Integer> evaluated = new ArrayList<>();
    for (int i = points.length - 1; i >= 0 && evaluated.size() < periods; i--) {
      if (!Double.isNaN(points[i])) {
        evaluated.add(i);
      }
    }
    int filled = periods - evaluated.size();
    long breaches = evaluated.stream().filter(i -> breaching.test(points[i])).count();
    long beyond = breaches + (missing == MissingData.BREACHING ? filled : 0);
    Optional<State> state;
    if (beyond >= datapoints) {
      state = Optional.of(State.ALARM);
    } else if (breaches < evaluated.size()
        || missing == MissingData.BREACHING
        || missing == MissingData.NOT_BREACHING) {
      state = Optional.of(State.OK);
    } else if (missing == MissingData.IGNORE) {
      state = Optional.empty();
    } else {
      // Nothing but breaching points, and fewer than it takes. They are an alarm nevertheless if
      // the oldest is old enough, since all that could be newer is missing.
      boolean oldEnough = !evaluated.isEmpty() && points.length - evaluated.getLast() >= datapoints;
      state = Optional.of(oldEnough ? State.ALARM : State.INSUFFICIENT_DATA);
    }
    return new Judgement(state, evaluated, filled);
  }
}
