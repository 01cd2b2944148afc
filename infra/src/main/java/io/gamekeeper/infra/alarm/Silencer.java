package io.gamekeeper.infra.alarm;

import java.time.Duration;
import java.util.Objects;

/**
 * The cause whose alarm silences another: while it is on, nobody is told what follows from it.
 *
 * @param alarm the cause's alarm
 * @param delay how long the cause may take to show after what follows from it; every message waits
 *     so long
 * @param extension how long what follows may go on after the cause is over
 * @param reason why whoever is called for the cause need not hear of the rest: one sentence
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html">Suppressing
 *     composite alarm actions</a>
 */
public record Silencer(String alarm, Duration delay, Duration extension, String reason) {
  public Silencer {
    Objects.requireNonNull(alarm);
    if (delay.isNegative() || extension.isNegative()) {
      throw new IllegalArgumentException("a period is not negative");
    }
    if (reason.isBlank() || !reason.endsWith(".")) {
      throw new IllegalArgumentException("a reason is a sentence, not '" + reason + "'");
    }
  }
}
