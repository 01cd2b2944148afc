package io.gamekeeper.local.aws.smsvoice;

import io.gamekeeper.local.template.AwsEnvironment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The phone numbers of the account. People acquire them, not templates. */
public final class PhoneNumbers {
  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:sms-voice:([a-z0-9-]+):[0-9]{12}:phone-number/([A-Za-z0-9_-]{1,64})");

  private final Map<String, String> arns = new ConcurrentHashMap<>();

  /**
   * Adds a number; does nothing if the account has it.
   *
   * @throws IllegalArgumentException if that is not the ARN of a number
   */
  public void acquire(String arn) {
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'"
              + arn
              + "' is not the ARN of a phone number, arn:aws:sms-voice:REGION:ACCOUNT:phone-number/ID");
    }
    arns.put(arn, arn);
    arns.put(parts.group(2), arn);
  }

  /** Returns the ARN of a number that the account has. */
  Optional<String> find(String idOrArn) {
    return Optional.ofNullable(arns.get(idOrArn));
  }

  /** Returns the ARN that IAM decides on, whether the account has the number or not. */
  String resource(String idOrArn) {
    return find(idOrArn)
        .orElseGet(
            () ->
                idOrArn.startsWith("arn:")
                    ? idOrArn
                    : AwsEnvironment.LAPTOP.arn("sms-voice", "phone-number/" + idOrArn));
  }
}
