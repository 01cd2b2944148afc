package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.events.Events;
import io.gamekeeper.local.aws.sns.Sns;
import io.gamekeeper.local.aws.sqs.ReceivedMessage;
import io.gamekeeper.local.aws.sqs.Sqs;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlarmsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICY =
      "arn:aws:autoscaling:eu-central-1:000000000000:scalingPolicy:1:autoScalingGroupName/a:policyName/b";
  private static final MetricName LOAD = new MetricName("Game", "Load", Map.of("Service", "a"));
  private static final MetricName SURGE = new MetricName("Game", "Surge", Map.of());
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * A topic with a queue, a rule on the default bus with a queue, and alarms in place of ALARMS.
   */
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Topic': {'Type': 'AWS::SNS::Topic', 'Properties': {'TopicName': 'alarms'}},
        'Told': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'told'}},
        'Seen': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'seen'}},
        'Policy': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {
          'Queues': [{'Ref': 'Told'}, {'Ref': 'Seen'}],
          'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': '*',
            'Principal': {'Service': ['sns.amazonaws.com', 'events.amazonaws.com']}}}}},
        'ToQueue': {'Type': 'AWS::SNS::Subscription', 'Properties': {
          'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'sqs', 'RawMessageDelivery': true,
          'Endpoint': {'Fn::GetAtt': ['Told', 'Arn']}}},
        'Rule': {'Type': 'AWS::Events::Rule', 'Properties': {
          'EventPattern': {'source': ['aws.cloudwatch'],
                           'detail-type': ['CloudWatch Alarm State Change']},
          'Targets': [{'Id': 'q', 'Arn': {'Fn::GetAtt': ['Seen', 'Arn']}}]}},
        ALARMS
      }}
      """;

  private static final String HIGH =
      """
      'High': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
        'AlarmName': 'high', 'AlarmDescription': 'It is high.',
        'Namespace': 'Game', 'MetricName': 'Load', 'Statistic': 'Maximum',
        'Dimensions': [{'Name': 'Service', 'Value': 'a'}],
        'Period': 60, 'EvaluationPeriods': 3, 'DatapointsToAlarm': 2,
        'ComparisonOperator': 'GreaterThanThreshold', 'Threshold': 50,
        'TreatMissingData': 'notBreaching',
        'AlarmActions': [{'Ref': 'Topic'}], 'OKActions': [{'Ref': 'Topic'}]}}
      """;

  private static final String EARLY =
      """
      'Early': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
        'AlarmName': 'early', 'Namespace': 'Game', 'MetricName': 'Surge', 'Statistic': 'Sum',
        'Period': 10, 'EvaluationPeriods': 1,
        'ComparisonOperator': 'GreaterThanOrEqualToThreshold', 'Threshold': 5,
        'TreatMissingData': 'notBreaching', 'AlarmActions': ['POLICY']}}
      """;

  private static final String COMPOSITE =
      """
      'All': {'Type': 'AWS::CloudWatch::CompositeAlarm', 'Properties': {
        'AlarmName': 'all', 'AlarmRule': 'ALARM(\\\\'high\\\\') AND NOT ALARM(calm)',
        'AlarmActions': [{'Ref': 'Topic'}] SUPPRESSOR}},
      'Calm': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
        'AlarmName': 'calm', 'Namespace': 'Game', 'MetricName': 'Calm', 'Statistic': 'Sum',
        'Period': 60, 'EvaluationPeriods': 1, 'ComparisonOperator': 'GreaterThanThreshold',
        'Threshold': 0, 'TreatMissingData': 'notBreaching'}},
      'Cause': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
        'AlarmName': 'cause', 'Namespace': 'Game', 'MetricName': 'Cause', 'Statistic': 'Sum',
        'Period': 60, 'EvaluationPeriods': 1, 'ComparisonOperator': 'GreaterThanThreshold',
        'Threshold': 0, 'TreatMissingData': 'notBreaching'}}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Sqs sqs = services.add(new Sqs(time.ground()));
  private final CloudWatch cloudWatch;
  private final List<String> scaled = new ArrayList<>();
  private boolean scalingAway;

  AlarmsTest() {
    services.add(new Sns(time.ground()));
    services.add(new Events(time.ground()));
    cloudWatch = services.add(new CloudWatch(time.ground()));
    time.ground()
        .targets()
        .add(
            "autoscaling",
            arn -> arn.toString().equals(POLICY) ? Optional.of(new Scaling()) : Optional.empty());
  }

  /** A scaling policy that can be away. */
  private final class Scaling implements Target {
    @Override
    public String action() {
      return "autoscaling:ExecutePolicy";
    }

    @Override
    public Optional<String> refusal(String principal, String sourceArn) {
      return Optional.empty();
    }

    @Override
    public void take(Call call) throws NotTakenException {
      if (scalingAway) {
        throw new NotTakenException("AWAY", "no such group");
      }
      scaled.add(call.payload());
    }
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void anAlarmGoesOffIsToldAndIsOver() throws Exception {
    start(HIGH);
    passes(3, 80);
    assertThat(view("high").state()).isEqualTo(State.ALARM);
    passes(3, 10);
    assertThat(view("high").state()).isEqualTo(State.OK);

    List<JsonNode> messages = messages("told");
    assertThat(messages)
        .extracting(
            message -> message.path("OldStateValue").asText(),
            message -> message.path("NewStateValue").asText())
        .containsExactly(
            tuple("INSUFFICIENT_DATA", "OK"), tuple("OK", "ALARM"), tuple("ALARM", "OK"));
    JsonNode off = messages.get(1);
    assertThat(off.path("AlarmName").asText()).isEqualTo("high");
    assertThat(off.path("AlarmArn").asText())
        .isEqualTo("arn:aws:cloudwatch:eu-central-1:000000000000:alarm:high");
    assertThat(off.path("NewStateReason").asText())
        .isEqualTo(
            "Threshold Crossed: 2 out of the last 2 datapoints [80.0 (21/11/26 10:01:00), 80.0"
                + " (21/11/26 10:00:00)] were greater than the threshold (50.0) (minimum 2"
                + " datapoints for OK -> ALARM transition).");
    assertThat(off.path("Trigger").path("MetricName").asText()).isEqualTo("Load");
    assertThat(off.path("Trigger").path("Dimensions").path(0).path("value").asText())
        .isEqualTo("a");
  }

  @Test
  void aChangeOfStateIsAnEventOnTheDefaultBus() throws Exception {
    start(HIGH);
    passes(3, 80);

    JsonNode event = messages("seen").get(1);
    assertThat(event.path("source").asText()).isEqualTo("aws.cloudwatch");
    assertThat(event.path("region").asText()).isEqualTo("eu-central-1");
    assertThat(event.path("resources").path(0).asText()).endsWith(":alarm:high");
    JsonNode detail = event.path("detail");
    assertThat(detail.path("state").path("value").asText()).isEqualTo("ALARM");
    assertThat(detail.path("previousState").path("value").asText()).isEqualTo("OK");
    assertThat(
            JSON.readTree(detail.path("state").path("reasonData").asText())
                .path("recentDatapoints")
                .toString())
        .isEqualTo("[80.0,80.0]");
    JsonNode metric =
        detail.path("configuration").path("metrics").path(0).path("metricStat").path("metric");
    assertThat(metric.path("dimensions").path("Service").asText()).isEqualTo("a");
  }

  @Test
  void anAlarmOnSecondsGoesOffWithinTenAndScalesEveryMinute() throws Exception {
    start(EARLY);
    time.advance(Duration.ofSeconds(21));
    for (int i = 0; i < 12; i++) {
      time.ground().metrics().record(SURGE, "Count", true, 3);
      time.ground().metrics().record(SURGE, "Count", true, 4 + i);
      time.advance(Duration.ofSeconds(10));
      assertThat(view("early").state()).isEqualTo(State.ALARM);
    }
    assertThat(view("early").since()).isEqualTo(LedTime.START.plusSeconds(31));
    assertThat(scaled).hasSize(2);
    JsonNode state = JSON.readTree(scaled.getFirst()).path("alarmData").path("state");
    assertThat(JSON.readTree(state.path("reasonData").asText()).path("recentDatapoints").toString())
        .isEqualTo("[7.0]");
    assertThat(scaled.getLast()).as("what was measured by then").contains("[13.0]");
    time.advance(MINUTE);
    assertThat(view("early").state()).isEqualTo(State.OK);
  }

  @Test
  void anActionThatIsNotTakenIsInTheHistory() throws Exception {
    start(EARLY);
    scalingAway = true;
    time.advance(Duration.ofSeconds(21));
    time.ground().metrics().record(SURGE, "Count", true, 9);
    time.advance(Duration.ofSeconds(10));

    assertThat(cloudWatch.alarms().history("early"))
        .extracting(AlarmViews.Happening::summary)
        .first()
        .asString()
        .startsWith("Failed to execute action " + POLICY)
        .endsWith("no such group");
    assertThat(time.errors().newest()).isNotEmpty();
  }

  @Test
  void aCompositeAlarmFollowsItsRule() throws Exception {
    start(HIGH + "," + COMPOSITE.replace("SUPPRESSOR", ""));
    passes(3, 80);
    assertThat(view("all").state()).isEqualTo(State.ALARM);
    assertThat(view("high").parents()).containsExactly("all");
    count("Calm", 1);
    time.advance(MINUTE);
    assertThat(view("all").state()).isEqualTo(State.OK);
    assertThat(view("all").reason()).contains("alarm:calm transitioned to ALARM");
  }

  @Test
  void aCauseThatGoesOffInTimeSilencesWhatFollows() throws Exception {
    startSuppressed(90);
    passes(2, 80);
    assertThat(view("all").suppressedBy()).isEqualTo("WaitPeriod");
    count("Cause", 1);
    passes(1, 80);
    assertThat(view("all").suppressedBy()).isEqualTo("Alarm");
    // The newest point of the cause counts as long as it is in the evaluation range.
    passes(5, 80);

    // The cause is over: after the extension period the alarm tells that it is still on.
    assertThat(view("cause").state()).isEqualTo(State.OK);
    assertThat(messagesOf("all")).containsExactly("ALARM");
    assertThat(view("all").suppressedBy()).isEmpty();
  }

  @Test
  void whatIsOverBeforeTheCauseIsNeverTold() throws Exception {
    startSuppressed(90);
    passes(2, 80);
    count("Cause", 1);
    passes(1, 80);
    for (int i = 0; i < 3; i++) {
      count("Cause", 1);
      passes(1, 10);
    }
    passes(5, 10);

    assertThat(view("all").state()).isEqualTo(State.OK);
    assertThat(messagesOf("all")).isEmpty();
  }

  @Test
  void withoutItsCauseAnAlarmActsAfterTheWait() throws Exception {
    startSuppressed(90);
    passes(2, 80);
    assertThat(messagesOf("all")).isEmpty();
    passes(2, 80);
    assertThat(messagesOf("all")).containsExactly("ALARM");
  }

  @Test
  void eachNewStateBeginsAWaitOfItsOwn() throws Exception {
    startSuppressed(150);
    passes(2, 80);
    assertThat(view("all").state()).isEqualTo(State.ALARM);
    time.advance(MINUTE);
    assertThat(messagesOf("all")).as("150 s after it was OK first").isEmpty();
    time.advance(MINUTE.multipliedBy(2));
    assertThat(messagesOf("all")).as("150 s after it went off").containsExactly("ALARM");
  }

  private void startSuppressed(int waitSeconds) {
    start(
        HIGH
            + ","
            + COMPOSITE.replace(
                "SUPPRESSOR",
                ", 'ActionsSuppressor': 'cause', 'ActionsSuppressorWaitPeriod': "
                    + waitSeconds
                    + ","
                    + " 'ActionsSuppressorExtensionPeriod': 60"));
  }

  @Test
  void servicesMakeAndReadAlarms() {
    start(HIGH);
    SharedAlarms.Keeper keeper = time.ground().alarms().keeper().orElseThrow();
    keeper.put(
        new SharedAlarms.Definition(
            "own",
            "",
            LOAD,
            "Average",
            MINUTE,
            1,
            1,
            "LessThanThreshold",
            20,
            "missing",
            List.of(POLICY)));
    passes(2, 10);
    assertThat(keeper.state("own")).contains(State.ALARM);
    assertThat(scaled).isNotEmpty();
    keeper.delete("own");
    assertThat(keeper.state("own")).isEmpty();
    assertThat(keeper.state("arn:aws:cloudwatch:eu-central-1:000000000000:alarm:high"))
        .contains(State.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'Threshold': 50           | 'Threshold': 'NaN'            | Threshold is NaN, not a finite number
          'DatapointsToAlarm': 2    | 'DatapointsToAlarm': 4        | must be 1 to EvaluationPeriods, which is 3
          'Period': 60              | 'Period': 45                  | is 45 s, not 10, 20, 30 or whole minutes
          'EvaluationPeriods': 3    | 'EvaluationPeriods': 1441     | an alarm looks back PT24H at most
          'Statistic': 'Maximum'    | 'Statistic': 'tm99'           | is tm99; the stage knows
          'notBreaching'            | 'never'                       | is never, not missing, ignore
          'GreaterThanThreshold'    | 'GreaterThanUpperThreshold'   | needs a band
          {'Ref': 'Topic'}          | "arn:aws:sns:eu:1:gone"       | which no template declares
          """)
  void whatCloudWatchWouldRefuseIsRefusedAtTheStart(String text, String by, String problem) {
    String other = unquote(HIGH).replace(unquote(text), unquote(by));
    assertThat(other).isNotEqualTo(unquote(HIGH));
    assertThatThrownBy(() -> start(other))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private static String unquote(String text) {
    return text.replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALARM(gone)              | names the alarm gone, which no template declares
          ALARM(all)               | leads back to all itself
          ALARM(high) AND          | ends too early
          BROKEN(high)             | has BROKEN where OK, ALARM
          ALARM high               | has ALARM without an alarm in brackets
          (ALARM(high)             | has a bracket that is never closed
          ALARM(high) ALARM(calm)  | has ALARM after its end
          TRUE                     | names no alarm
          """)
  void aRuleThatIsNoneIsRefused(String rule, String problem) {
    assertThatThrownBy(
            () ->
                start(
                    HIGH
                        + ","
                        + COMPOSITE
                            .replace("SUPPRESSOR", "")
                            .replaceFirst("'AlarmRule': .*,\n", "'AlarmRule': '" + rule + "',\n")))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  private void start(String alarms) {
    Provisioning.provision(
        services.resourceTypes(),
        TEMPLATE.replace("ALARMS", alarms).replace("POLICY", POLICY).replace("\\\\'", "\\'"));
    services.start();
  }

  /** Lets minutes pass in each of which that much is measured. */
  private void passes(int minutes, double value) {
    for (int i = 0; i < minutes; i++) {
      time.ground().metrics().record(LOAD, "Percent", false, value);
      Instant next = time.instant().truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
      time.advance(Duration.between(time.instant(), next).plusSeconds(2));
    }
  }

  private void count(String metric, double value) {
    time.ground().metrics().record(new MetricName("Game", metric, Map.of()), "Count", false, value);
  }

  private AlarmViews.View view(String alarm) {
    return cloudWatch.alarms().find(alarm).orElseThrow();
  }

  private List<String> messagesOf(String alarm) throws Exception {
    return messages("told").stream()
        .filter(message -> message.path("AlarmName").asText().equals(alarm))
        .map(message -> message.path("NewStateValue").asText())
        .toList();
  }

  private List<JsonNode> messages(String queue) throws Exception {
    List<JsonNode> messages = new ArrayList<>();
    List<ReceivedMessage> received;
    do {
      received =
          sqs.queues()
              .findByName(queue)
              .orElseThrow()
              .receive(10, Duration.ofHours(1), Duration.ZERO);
      for (ReceivedMessage message : received) {
        messages.add(JSON.readTree(message.body()));
      }
    } while (!received.isEmpty());
    return messages;
  }
}
