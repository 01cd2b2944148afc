package io.gamekeeper.local.aws.ssm;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.AwsEnvironment;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.arns.Arn;

/**
 * OpsCenter as alarms call it. Its ARN says what an item gets: {@code
 * arn:aws:ssm:REGION:ACCOUNT:opsitem:SEVERITY#CATEGORY=NAME}, the category being optional.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-configuring-an-existing-alarm-programmatically.html">Configuring
 *     an existing CloudWatch alarm to create OpsItems</a>
 */
record OpsItemTarget(Arn arn, OpsItems items) implements Target {
  private static final String CLOUDWATCH = "cloudwatch.amazonaws.com";
  private static final List<String> CATEGORIES =
      List.of("Availability", "Cost", "Performance", "Recovery", "Security");
  private static final Pattern ITEM = Pattern.compile("opsitem:(\\d+)(?:#CATEGORY=(.*))?");

  @Override
  public String action() {
    return "ssm:CreateOpsItem";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    Matcher item = ITEM.matcher(arn.resourceAsString());
    if (!item.matches()) {
      return Optional.of("Systems Manager is called as …:opsitem:SEVERITY#CATEGORY=NAME");
    }
    if (!principal.equals(CLOUDWATCH)) {
      return Optional.of("items are created by alarms of CloudWatch, not by " + principal);
    }
    if (!item.group(1).matches("[1-4]")) {
      return Optional.of("the severity is " + item.group(1) + " instead of 1 to 4");
    }
    if (item.group(2) != null && !CATEGORIES.contains(item.group(2))) {
      return Optional.of("the category " + item.group(2) + " is none of " + CATEGORIES);
    }
    return Arn.tryFromString(sourceArn)
        .filter(
            alarm ->
                !alarm.region().equals(arn.region()) || !alarm.accountId().equals(arn.accountId()))
        .map(alarm -> "items belong to the account and the region of the alarm " + alarm);
  }

  @Override
  public void take(Call call) throws NotTakenException {
    Matcher item = ITEM.matcher(arn.resourceAsString());
    if (!item.matches()) {
      throw new NotTakenException("VALIDATION", arn + " creates no item");
    }
    items.create(
        new AwsEnvironment(arn.accountId().orElse(""), arn.region().orElse("")),
        call.payload(),
        item.group(1),
        Optional.ofNullable(item.group(2)));
  }
}
