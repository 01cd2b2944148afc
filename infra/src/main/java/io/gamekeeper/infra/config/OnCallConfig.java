package io.gamekeeper.infra.config;

import java.util.regex.Pattern;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Stack;

/**
 * How on-call reaches people.
 *
 * @param phoneNumber the id of the number that calls and texts come from; a person requests it from
 *     AWS End User Messaging once. While there is none of that id, calls and texts are refused and
 *     the other channels are used
 */
public record OnCallConfig(String phoneNumber) {
  private static final Pattern NUMBER = Pattern.compile("phone-[0-9a-f]{32}");

  static OnCallConfig read(ConfigObject onCall) {
    return new OnCallConfig(
        onCall.text(
            "phoneNumber",
            NUMBER,
            "the id of a number in AWS End User Messaging: phone- and 32 hexadecimal digits"));
  }

  /** Returns the ARN of that number in a stack's account and region. */
  public String phoneNumberArn(Stack stack) {
    return stack.formatArn(
        ArnComponents.builder()
            .service("sms-voice")
            .resource("phone-number")
            .resourceName(phoneNumber)
            .build());
  }

  /** Returns the ARN of the domain that mails come from. */
  public static String mailIdentityArn(Stack stack, EdgeConfig edge) {
    return stack.formatArn(
        ArnComponents.builder()
            .service("ses")
            .resource("identity")
            .resourceName(edge.opsDomain())
            .build());
  }
}
