package io.gamekeeper.contract.oncall;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * The settings by which on-call reaches people.
 *
 * @param credentials ARN of the secret with the keys to messengers, see {@link
 *     MessengerCredentials}
 * @param mailIdentity ARN of the mail domain or address that SES has verified
 * @param mailSender the address that mails come from, of that identity
 * @param phoneNumber ARN of the number that calls and texts come from
 */
public record MessengerEnvironment(
    String credentials, String mailIdentity, String mailSender, String phoneNumber) {
  public static final String CREDENTIALS = "MESSENGER_CREDENTIALS";
  public static final String MAIL_IDENTITY = "MAIL_IDENTITY";
  public static final String MAIL_SENDER = "MAIL_SENDER";
  public static final String PHONE_NUMBER = "PHONE_NUMBER";

  /** Reads the record back from a function's environment. */
  public static MessengerEnvironment from(Map<String, String> environment) {
    return new MessengerEnvironment(
        Environment.required(environment, CREDENTIALS),
        Environment.required(environment, MAIL_IDENTITY),
        Environment.required(environment, MAIL_SENDER),
        Environment.required(environment, PHONE_NUMBER));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(
        CREDENTIALS, credentials,
        MAIL_IDENTITY, mailIdentity,
        MAIL_SENDER, mailSender,
        PHONE_NUMBER, phoneNumber);
  }
}
