package io.gamekeeper.infra.alarm;

import java.util.Objects;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;

/**
 * How an alarm reads periods without data, and why. Silence is never read as a value beyond the
 * threshold: CloudWatch judges a new alarm by periods from before it existed, so it would go off in
 * every first deployment. Where silence means trouble, the end of the data is told instead.
 *
 * @param treatment CloudWatch's word for it
 * @param told whether somebody is told when the data stops
 * @param reason who is silent when, and what that means here: one sentence
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">Configuring
 *     how CloudWatch alarms treat missing data</a>
 */
public record Missing(TreatMissingData treatment, boolean told, String reason) {
  public Missing {
    Objects.requireNonNull(treatment);
    if (treatment == TreatMissingData.BREACHING) {
      throw new IllegalArgumentException(
          "an alarm that reads silence as a breach goes off in every first deployment");
    }
    if (told && treatment != TreatMissingData.MISSING) {
      throw new IllegalArgumentException(
          "an alarm can only tell silence if missing data counts as missing");
    }
    if (reason.isBlank() || !reason.endsWith(".")) {
      throw new IllegalArgumentException("a reason is a sentence, not '" + reason + "'");
    }
  }

  /** A period without data is a quiet one: it is not beyond the threshold. */
  public static Missing quiet(String reason) {
    return new Missing(TreatMissingData.NOT_BREACHING, false, reason);
  }

  /** A period without data changes nothing: the alarm stays as it is until it knows better. */
  public static Missing unchanged(String reason) {
    return new Missing(TreatMissingData.IGNORE, false, reason);
  }

  /** An alarm without data knows nothing, and somebody else tells that. */
  public static Missing unknown(String reason) {
    return new Missing(TreatMissingData.MISSING, false, reason);
  }

  /**
   * What is measured steadily even when nothing happens: the end of the measurements is told too. A
   * new alarm lacks data from its beginning, so nothing changes and nobody is called before the
   * first measurement.
   */
  public static Missing told(String reason) {
    return new Missing(TreatMissingData.MISSING, true, reason);
  }
}
