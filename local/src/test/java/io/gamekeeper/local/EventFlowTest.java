package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.cloudformation.CloudFormation;
import io.gamekeeper.local.aws.events.EventBuses;
import io.gamekeeper.local.aws.events.Events;
import io.gamekeeper.local.aws.lambda.Bundles;
import io.gamekeeper.local.aws.lambda.FunctionZip;
import io.gamekeeper.local.aws.lambda.Lambda;
import io.gamekeeper.local.aws.lambda.Surroundings;
import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.OutgoingMessage;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Fidelity;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.testing.Uncalled;
import io.gamekeeper.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events from the bus to a function and back to a dead letter, as templates declare it. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EventFlowTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  /**
   * Fails messages with the word faulty (which no id can contain), dies of those with crash;
   * answers as a resource asks.
   */
  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import io.gamekeeper.platform.Platform;
      import java.io.IOException;
      import java.net.HttpURLConnection;
      import java.net.URI;
      import java.nio.charset.StandardCharsets;
      import java.util.ArrayList;
      import java.util.List;
      import java.util.Map;

      public class Handler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
        Handler(Platform platform) {}

        @Override
        @SuppressWarnings("unchecked")
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
          if (event.containsKey("RequestType")) {
            return answer(event);
          }
          if (!event.containsKey("Records")) {
            System.out.println("event " + event.get("detail"));
            return Map.of();
          }
          List<Map<String, String>> failures = new ArrayList<>();
          System.out.println("batch of " + ((List<?>) event.get("Records")).size());
          for (Map<String, Object> message : (List<Map<String, Object>>) event.get("Records")) {
            String body = (String) message.get("body");
            System.out.println("got " + body + " of " + message.get("eventSourceARN"));
            System.out.println("attributes " + ((Map<String, String>) message.get("attributes")).keySet());
            if (body.contains("crash")) {
              throw new IllegalStateException("asked to crash");
            }
            if (body.contains("faulty")) {
              failures.add(Map.of("itemIdentifier", (String) message.get("messageId")));
            }
          }
          return Map.of("batchItemFailures", failures);
        }

        @SuppressWarnings("unchecked")
        private Map<String, Object> answer(Map<String, Object> event) {
          Map<String, Object> properties = (Map<String, Object>) event.get("ResourceProperties");
          String mode = (String) properties.get("Mode");
          System.out.println(event.get("RequestType") + " " + properties + " " + event.get("ResourceType"));
          if (mode.equals("silent")) {
            return Map.of();
          }
          if (mode.equals("crash")) {
            throw new IllegalStateException("asked to crash");
          }
          String id = mode.equals("stranger") ? "another" : (String) event.get("RequestId");
          String json =
              "{\\"Status\\":\\"" + (mode.equals("fail") ? "FAILED" : "SUCCESS")
                  + "\\",\\"Reason\\":\\"no tables\\",\\"PhysicalResourceId\\":\\"database\\",\\"RequestId\\":\\"" + id
                  + "\\",\\"StackId\\":\\"" + event.get("StackId")
                  + "\\",\\"LogicalResourceId\\":\\"" + event.get("LogicalResourceId")
                  + "\\",\\"Data\\":{\\"Schema\\":7}}";
          try {
            HttpURLConnection connection =
                (HttpURLConnection) URI.create((String) event.get("ResponseURL")).toURL().openConnection();
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
            System.out.println("put " + connection.getResponseCode());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return Map.of();
        }
      }
      """;

  private static final String TEMPLATE =
      """
      {'Resources': {
        'Log': {'Type': 'AWS::Logs::LogGroup', 'Properties': {'LogGroupName': 'log'}},
        'Role': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Worker',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': 'logs:*', 'Resource': '*'},
            {'Effect': 'Allow',
             'Action': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
             'Resource': {'Fn::GetAtt': ['Queue', 'Arn']}}]}}]}},
        'Worker': {'Type': 'AWS::Lambda::Function', 'Properties': {
          'FunctionName': 'worker', 'Runtime': 'java25', 'Handler': 'sample.Handler::handleRequest',
          'Code': {'S3Bucket': 'assets', 'S3Key': 'zip'}, 'Role': {'Fn::GetAtt': ['Role', 'Arn']},
          'Timeout': 10, 'MemorySize': 256, 'LoggingConfig': {'LogGroup': {'Ref': 'Log'}}}},
        'WorkerVersion': {'Type': 'AWS::Lambda::Version', 'Properties': {
          'FunctionName': {'Ref': 'Worker'}}},
        'Live': {'Type': 'AWS::Lambda::Alias', 'Properties': {
          'FunctionName': {'Ref': 'Worker'}, 'Name': 'live',
          'FunctionVersion': {'Fn::GetAtt': ['WorkerVersion', 'Version']}}},
        'Dead': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'dead'}},
        'Queue': {'Type': 'AWS::SQS::Queue', 'Properties': {
          'QueueName': 'work', 'VisibilityTimeout': 30,
          'RedrivePolicy': {
            'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 2}}},
        'Mapping': {'Type': 'AWS::Lambda::EventSourceMapping', 'Properties': {
          'EventSourceArn': {'Fn::GetAtt': ['Queue', 'Arn']}, 'FunctionName': {'Ref': 'Live'},
          'BatchSize': 10, 'FunctionResponseTypes': ['ReportBatchItemFailures'],
          'ScalingConfig': {'MaximumConcurrency': 2}}},
        'Bus': {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'game'}},
        'Rule': {'Type': 'AWS::Events::Rule', 'Properties': {
          'EventBusName': {'Ref': 'Bus'}, 'EventPattern': {'source': ['shop']},
          'Targets': [
            {'Id': 'Queue', 'Arn': {'Fn::GetAtt': ['Queue', 'Arn']},
             'DeadLetterConfig': {'Arn': {'Fn::GetAtt': ['Dead', 'Arn']}}},
            {'Id': 'Function', 'Arn': {'Ref': 'Live'}}]}},
        'RuleMayCall': {'Type': 'AWS::Lambda::Permission', 'Properties': {
          'Action': 'lambda:InvokeFunction', 'FunctionName': {'Ref': 'Live'},
          'Principal': 'events.amazonaws.com', 'SourceArn': {'Fn::GetAtt': ['Rule', 'Arn']}}},
        'RuleMaySend': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {
          'Queues': [{'Ref': 'Queue'}, {'Ref': 'Dead'}],
          'PolicyDocument': {'Statement': [
            {'Effect': 'Deny', 'Action': 'sqs:*', 'Principal': {'AWS': '*'}, 'Resource': '*',
             'Condition': {'Bool': {'aws:SecureTransport': 'false'}}},
            {'Effect': 'Allow', 'Action': 'sqs:SendMessage',
             'Principal': {'Service': 'events.amazonaws.com'}, 'Resource': '*',
             'Condition': {'ArnEquals': {'aws:SourceArn': {'Fn::GetAtt': ['Rule', 'Arn']}}}}]}}},
        'Once': {'Type': 'AWS::Lambda::EventInvokeConfig', 'Properties': {
          'FunctionName': {'Ref': 'Worker'}, 'MaximumRetryAttempts': 0, 'Qualifier': 'live'}},
        'Tables': {'Type': 'Custom::Migration', 'DependsOn': 'Once', 'Properties': {
          'ServiceToken': {'Ref': 'Live'}, 'ServiceTimeout': 60, 'Mode': 'ok', 'Count': 3}},
        'After': {'Type': 'AWS::SNS::Topic', 'Properties': {
          'TopicName': {'Fn::Sub': '${Tables}-${Tables.Schema}'}}},
        'Alarm': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
          'AlarmName': 'failures', 'Namespace': 'N', 'MetricName': 'M', 'Threshold': 1,
          'Statistic': 'Sum', 'Period': 60, 'EvaluationPeriods': 1,
          'Dimensions': [{'Name': 'service', 'Value': 'worker'}],
          'ComparisonOperator': 'GreaterThanThreshold', 'AlarmActions': [{'Ref': 'After'}]}},
        'Both': {'Type': 'AWS::CloudWatch::CompositeAlarm', 'Properties': {
          'AlarmName': 'both', 'AlarmRule': {'Fn::Sub': 'ALARM(#${Alarm.Arn}#)'}}}}}
      """;

  private static final String FIFO_WORK =
      "'QueueName': 'work.fifo', 'FifoQueue': true, 'ContentBasedDeduplication': true";

  /** The same with a FIFO queue, which the rule's dead letters cannot share. */
  private static final String FIFO =
      TEMPLATE
          .replace("'QueueName': 'work'", FIFO_WORK)
          .replace("'QueueName': 'dead'", "'QueueName': 'dead.fifo', 'FifoQueue': true")
          .replace(
              "'DeadLetterConfig': {'Arn': {'Fn::GetAtt': ['Dead', 'Arn']}}",
              "'SqsParameters': {'MessageGroupId': 'shop'}");

  @TempDir static Path shared;
  private static Path zip;

  private final Path folder;
  private final LedTime time;
  private final Ground ground;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What a test looks at. */
  private record Running(
      Foundation foundation, Events events, Lambda functions, Resources resources) {
    MessageQueue queue(String name) {
      return foundation.sqs().queues().findByName(name).orElseThrow();
    }

    void send(String body) {
      queue("work").send(OutgoingMessage.of(body, "me"));
    }

    void sendTo(String queue, String group, String body) {
      queue(queue).send(OutgoingMessage.of(body, "me").in(Optional.of(group), Optional.empty()));
    }

    void sendLater(String body) {
      queue("work")
          .send(
              new OutgoingMessage(
                  body, Map.of(), Optional.empty(), Optional.of(Duration.ofSeconds(1)), "me"));
    }

    void publish() {
      events
          .buses()
          .publish(
              "game",
              new EventBuses.NewEvent(
                  "shop",
                  "purchase",
                  JSON.valueToTree(Map.of("amount", 7)),
                  List.of(),
                  Optional.empty(),
                  Optional.empty()));
    }
  }

  EventFlowTest(@TempDir Path folder) {
    this.folder = folder;
    this.time = new LedTime(folder);
    this.ground = time.ground();
  }

  @BeforeAll
  static void compileTheFunction() throws IOException {
    Console.install();
    zip = FunctionZip.compile(shared, SOURCE);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : opened.reversed()) {
      part.close();
    }
  }

  @Test
  void anEventReachesTheFunctionByTheQueueAndDirectly() {
    Running running = start(TEMPLATE);

    running.publish();

    await().until(() -> lines().anyMatch("event {amount=7}"::equals));
    await().until(() -> lines().anyMatch(line -> line.startsWith("got {\"version\":\"0\"")));
    await().until(() -> running.queue("work").counts().equals(new MessageQueue.Counts(0, 0, 0)));
    assertThat(running.events().calls())
        .containsExactlyInAnyOrder(EU.arn("sqs", "work"), EU.arn("lambda", "function:worker:live"));
    assertThat(running.functions().calls())
        .containsExactly(EU.arn("lambda", "function:worker:live"));
  }

  @Test
  void ofABatchOnlyTheFailedMessagesComeBackAndThenTheyAreDeadLetters() {
    Running running = start(TEMPLATE);

    running.sendLater("good");
    running.sendLater("faulty");
    time.advance(Duration.ofSeconds(1));
    await().until(() -> lines().anyMatch("batch of 2"::equals));
    await().until(() -> running.queue("work").counts().equals(new MessageQueue.Counts(0, 1, 0)));
    time.advance(VISIBILITY);
    await().until(() -> lines().filter(line -> line.startsWith("got faulty")).count() == 2);
    time.advance(VISIBILITY);

    await().until(() -> running.queue("dead").counts().visible() == 1);
    assertThat(lines().filter(line -> line.startsWith("got good"))).hasSize(1);
  }

  @Test
  void aRuleSendsToAFifoQueueInTheGroupThatItNames() {
    Running running = start(FIFO);

    running.publish();

    await().until(() -> lines().anyMatch(line -> line.startsWith("got {\"version\":\"0\"")));
    assertThat(lines())
        .filteredOn(line -> line.startsWith("attributes "))
        .singleElement()
        .asString()
        .contains("MessageGroupId", "MessageDeduplicationId", "SequenceNumber");
  }

  @Test
  void aFailedMessageOfAFifoQueueHoldsBackItsGroupAndComesBackBeforeTheRest() {
    Running running = start(FIFO);

    running.sendTo("work.fifo", "a", "faulty");
    await().until(() -> got("faulty") == 1);
    running.sendTo("work.fifo", "a", "second");
    running.sendTo("work.fifo", "b", "other");
    await().until(() -> got("other") == 1);
    time.advance(VISIBILITY);
    await().until(() -> got("faulty") == 2);
    time.advance(VISIBILITY);

    await().until(() -> running.queue("dead.fifo").counts().visible() == 1);
    await()
        .until(() -> running.queue("work.fifo").counts().equals(new MessageQueue.Counts(0, 0, 0)));
    assertThat(got("second")).isEqualTo(1);
    assertThat(lines().filter(line -> line.startsWith("got ")).map(line -> line.split(" ", -1)[1]))
        .containsSubsequence("faulty", "other", "faulty", "second");
  }

  @Test
  void twoInvocationsNeverHaveMessagesOfTheSameGroup() {
    Running running = start(FIFO);

    running.sendTo("work.fifo", "a", "crash");
    await().until(() -> got("crash") == 1);
    for (int i = 0; i < 12; i++) {
      running.sendTo("work.fifo", "a", "later" + i);
    }
    time.advance(VISIBILITY.minusSeconds(1));
    assertThat(lines()).noneMatch(line -> line.startsWith("got later"));
    assertThat(running.queue("work.fifo").counts()).isEqualTo(new MessageQueue.Counts(12, 1, 0));
    time.advance(VISIBILITY);
    time.advance(VISIBILITY);

    await().until(() -> got("later11") == 1);
    assertThat(
            lines()
                .filter(line -> line.startsWith("got later"))
                .map(line -> line.split(" ", -1)[1])
                .distinct())
        .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(i -> "later" + i).toList());
  }

  private long got(String body) {
    return lines().filter(line -> line.startsWith("got " + body + " ")).count();
  }

  @Test
  void aBatchWhoseFunctionCrashedIsVisibleAgainAfterItsTime() {
    Running running = start(TEMPLATE);

    running.send("crash");
    await().until(() -> lines().anyMatch(line -> line.startsWith("got crash")));
    assertThat(running.queue("work").counts()).isEqualTo(new MessageQueue.Counts(0, 1, 0));
    time.advance(VISIBILITY);

    await().until(() -> lines().filter(line -> line.startsWith("got crash")).count() == 2);
  }

  @Test
  void aFunctionWhoseMappingIsDisabledLeavesMessagesInItsQueue() {
    Running running = start(TEMPLATE);

    running.functions().pollers().disable("worker");
    running.send("waiting");
    time.advance(VISIBILITY);
    assertThat(running.queue("work").counts()).isEqualTo(new MessageQueue.Counts(1, 0, 0));
    assertThat(got("waiting")).isZero();

    running.functions().pollers().enable("worker");
    await().until(() -> got("waiting") == 1);
    await().until(() -> running.queue("work").counts().equals(new MessageQueue.Counts(0, 0, 0)));
  }

  @Test
  void aFunctionCreatesACustomResourceOnceAndUpdatesItWhenItChanges() throws Exception {
    Running running = start(TEMPLATE);
    Provisioned after = running.resources().find("After").orElseThrow();
    assertThat(after.attributes()).containsEntry("TopicName", "database-7");
    assertThat(requests())
        .singleElement()
        .asString()
        .startsWith("Create ")
        .contains("Count=3", "Mode=ok", "ServiceToken=")
        .endsWith("Custom::Migration");
    close();
    opened.clear();

    assertThat(start(TEMPLATE).resources().find("After").orElseThrow().attributes())
        .containsEntry("TopicName", "database-7");
    assertThat(requests()).hasSize(1);
    close();
    opened.clear();

    start(TEMPLATE.replace("'Count': 3", "'Count': 4"));
    assertThat(requests()).hasSize(2).last().asString().startsWith("Update ");
  }

  @Test
  void aCustomResourceThatFailsStopsTheStartByItsName() {
    assertThatThrownBy(() -> start(TEMPLATE.replace("'Mode': 'ok'", "'Mode': 'fail'")))
        .isInstanceOf(ProvisioningException.class)
        .hasMessage(
            "App/Tables (Custom::Migration) could not be created: its function answered FAILED: no"
                + " tables");
    assertThatThrownBy(() -> start(TEMPLATE.replace("'Mode': 'ok'", "'Mode': 'crash'")))
        .hasMessageContaining("App/Tables (Custom::Migration)")
        .hasMessageContaining("failed without an answer")
        .hasMessageContaining("asked to crash");
    assertThatThrownBy(() -> start(TEMPLATE.replace("'Mode': 'ok'", "'Mode': 'stranger'")))
        .hasMessageContaining("App/Tables")
        .hasMessageContaining("RequestId");
  }

  @Test
  void aCustomResourceWhoseFunctionDoesNotAnswerFailsInTime() {
    CompletableFuture<Void> starting =
        CompletableFuture.runAsync(
            () -> start(TEMPLATE.replace("'Mode': 'ok'", "'Mode': 'silent'")),
            Thread::startVirtualThread);
    await().until(() -> requests().size() == 1);

    time.advance(Duration.ofSeconds(60));

    assertThatThrownBy(starting::join)
        .hasMessageContaining("App/Tables (Custom::Migration)")
        .hasMessageContaining("its function did not answer in 60 s");
  }

  @Test
  void aFunctionThatOnlyDeletionsCallMayBeInAnyLanguage() {
    String withEmptier =
        TEMPLATE.replace(
            "'Bus': {",
            """
            'Emptier': {'Type': 'AWS::Lambda::Function', 'Properties': {
              'Runtime': 'nodejs22.x', 'Handler': 'index.handler',
              'Code': {'S3Bucket': 'assets', 'S3Key': 'zip'}, 'Role': {'Fn::GetAtt': ['Role', 'Arn']}}},
            'Emptied': {'Type': 'Custom::S3AutoDeleteObjects', 'Properties': {
              'ServiceToken': {'Fn::GetAtt': ['Emptier', 'Arn']}, 'BucketName': 'logs'}},
            'Bus': {\
            """);

    Running running = start(withEmptier);

    assertThat(running.resources().status())
        .filteredOn(status -> status.address().logicalId().startsWith("Empti"))
        .extracting(status -> status.fidelity())
        .containsExactly(Fidelity.NAME_ONLY, Fidelity.NAME_ONLY);
    String another = withEmptier.replace("Custom::S3AutoDeleteObjects", "Custom::Other");
    assertThatThrownBy(() -> start(another))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("App/Emptied");
    String alone = withEmptier.replace("{'Fn::GetAtt': ['Emptier', 'Arn']}, 'Buc", "'no', 'Buc");
    assertThatThrownBy(() -> start(alone))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining("App/Emptier.Properties.Runtime")
        .hasMessageContaining("is nodejs22.x; the stage runs only Java functions");
  }

  @Test
  void whatMayNotBeDoneIsRefusedAtTheStart() {
    refused("'sqs:DeleteMessage', ", "", "App/Mapping", "sqs:DeleteMessage");
    refused("'VisibilityTimeout': 30", "'VisibilityTimeout': 9", "App/Mapping", "visibility");
    refused("'BatchSize': 10", "'BatchSize': 11", "App/Mapping", "Window");
    refused("'Action': 'sqs:SendMessage'", "'Action': 'sqs:Send'", "App/Rule", "QueuePolicy");
    refused("'Principal': 'events.a", "'Principal': 'event.a", "App/Rule", "Permission");
    refused("{'source': ['shop']}", "{'source': 'shop'}", "App/Rule", "pattern");
    refused("'EventBusName': {'Ref': 'Bus'}", "'EventBusName': 'no'", "App/Rule", "no template");
    refused("'Id': 'Function',", "'Id': 'F', 'Input': '{}',", "App/Rule", "Input");
    refused("'QueueName': 'dead'", "'FifoQueue': true", "App/Queue", "of a standard queue must");
    refused(
        FIFO,
        "'SqsParameters': {'MessageGroupId': 'shop'}",
        "'SqsParameters': {}",
        "App/Rule",
        "only messages with a MessageGroupId");
    refused(FIFO, "'BatchSize': 10", "'BatchSize': 11", "App/Mapping", "BatchSize must be 1 to 10");
    refused(
        FIFO,
        "'BatchSize': 10",
        "'BatchSize': 10, 'MaximumBatchingWindowInSeconds': 1",
        "App/Mapping",
        "MaximumBatchingWindowInSeconds must be 0");
    refused(
        FIFO,
        "'MessageGroupId': 'shop'}",
        "'MessageGroupId': 'shop'}, 'DeadLetterConfig': {'Arn': {'Fn::GetAtt': ['Dead', 'Arn']}}",
        "App/Rule",
        "only messages with a MessageGroupId");
    refused("'maxReceiveCount': 2", "'maxReceiveCount': 0", "App/Queue", "maxReceiveCount");
    refused("'MaximumRetryAttempts': 0", "'MaximumRetryAttempts': 2", "App/Tables", "run again");
    refused("'MaximumRetryAttempts': 0, ", "", "App/Tables", "run again");
    refused("[{'Ref': 'After'}]", "['arn:aws:sns:x:1:gone']", "App/Alarm", "no template");
    refused("#${Alarm.Arn}#", "#gone#", "App/Both", "gone");
  }

  @Test
  void statusSaysWhatAlarmsWatch() {
    Running running = start(TEMPLATE);

    assertThat(running.resources().status())
        .filteredOn(status -> status.address().logicalId().equals("Alarm"))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.fidelity()).isEqualTo(Fidelity.SIMULATED);
              assertThat(status.summary())
                  .isEqualTo(
                      "Sum of N/M{service=worker} greater than 1.0 in 1 of 1 periods of 60 s");
            });
  }

  private void refused(String text, String replacement, String address, String problem) {
    refused(TEMPLATE, text, replacement, address, problem);
  }

  private void refused(
      String template, String text, String replacement, String address, String problem) {
    assertThat(template).contains(text);
    assertThatThrownBy(() -> start(template.replace(text, replacement)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(address)
        .hasMessageContaining(problem);
  }

  private Running start(String template) {
    Foundation foundation =
        new Foundation(ground, Engines.ofOneStage(folder.resolve("engines"), Durability.TEMPORARY));
    Services services = foundation.services();
    Lambda functions =
        services.add(
            new Lambda(
                Surroundings.on(
                    ground,
                    _ -> Uncalled.of(Platform.class),
                    new Bundles(folder.resolve("bundles"))),
                foundation.sqs().queues(),
                new Names(),
                _ -> {}));
    services.add(
        new CloudFormation(ground, functions.functions(), functions.deletionHandlers()::add));
    Events events = services.add(new Events(ground));
    opened.add(services);
    Resources resources =
        new Provisioner(services.resourceTypes())
            .provision(
                CloudAssembly.of(
                    List.of(Template.parse("App", "Dev-App", EU, json(template))),
                    Map.of("assets/zip", zip)));
    opened.add(resources);
    return new Running(foundation, events, functions, resources);
  }

  /** Templates are written with other signs for quotes, and for quotes in texts. */
  private static String json(String template) {
    return template.replace('\'', '"').replace("#", "\\\"");
  }

  private Stream<String> lines() {
    return ground.logs().exists("log")
        ? ground.logs().tail("log", 100).stream().map(LogEvent::message)
        : Stream.of();
  }

  private List<String> requests() {
    return lines().filter(line -> line.contains("Custom::Migration")).toList();
  }
}
