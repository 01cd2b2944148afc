package io.gamekeeper.local.target;

import io.gamekeeper.local.observe.MetricName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stage's alarms, for services that look at some or make their own, as Auto Scaling does.
 * CloudWatch keeps and evaluates them.
 */
public final class SharedAlarms {
  private volatile @Nullable Keeper keeper;

  /** A state of an alarm. */
  public enum State {
    OK,
    ALARM,
    INSUFFICIENT_DATA
  }

  /**
   * An alarm that a service makes by itself.
   *
   * @param statistic for instance {@code Average} or {@code p99}
   * @param datapoints how many of the periods must be beyond the threshold
   * @param comparison as CloudWatch calls it, for instance {@code GreaterThanThreshold}
   * @param missing how periods without data are read, for instance {@code missing}
   * @param actions ARNs of what is called when it goes off
   */
  public record Definition(
      String name,
      String description,
      MetricName metric,
      String statistic,
      Duration period,
      int datapoints,
      int periods,
      String comparison,
      double threshold,
      String missing,
      List<String> actions) {
    public Definition {
      actions = List.copyOf(actions);
    }
  }

  /** Keeps alarms. */
  public interface Keeper {
    /** Adds an alarm, or replaces the one of that name. */
    void put(Definition alarm);

    void delete(String name);

    /** The state of an alarm by its name or ARN; empty if there is none. */
    Optional<State> state(String alarm);
  }

  /** Sets who keeps the alarms. */
  public void keptBy(Keeper someKeeper) {
    keeper = someKeeper;
  }

  /** Who keeps the alarms; empty on a stage without CloudWatch. */
  public Optional<Keeper> keeper() {
    return Optional.ofNullable(keeper);
  }
}
