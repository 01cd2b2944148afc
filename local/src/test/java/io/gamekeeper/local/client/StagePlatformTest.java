package io.gamekeeper.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessExceptionType;
import io.gamekeeper.local.Foundation;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.aws.dynamodb.DynamoTables;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ResourceStatus;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** A function's platform over a template, with the real engines. */
final class StagePlatformTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");
  private static final RedisScript ECHO = RedisScript.of("echo", "return ARGV[1]");

  /** Two functions: one may write scores and reach Redis, the other neither. */
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Key': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Statement': {
          'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',
          'Principal': {'AWS': {'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'}}}}}},
        'Scores': {'Type': 'AWS::DynamoDB::Table', 'Properties': {
          'KeySchema': [{'AttributeName': 'pk', 'KeyType': 'HASH'}],
          'AttributeDefinitions': [{'AttributeName': 'pk', 'AttributeType': 'S'}],
          'BillingMode': 'PAY_PER_REQUEST',
          'TimeToLiveSpecification': {'AttributeName': 'expires', 'Enabled': true},
          'SSESpecification': {'SSEEnabled': true, 'KMSMasterKeyId': {'Fn::GetAtt': ['Key', 'Arn']}}}},
        'Network': {'Type': 'AWS::EC2::VPC', 'Properties': {'CidrBlock': '10.0.0.0/16'}},
        'RedisGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {
          'VpcId': {'Ref': 'Network'}, 'SecurityGroupEgress': [],
          'SecurityGroupIngress': [{'IpProtocol': 'tcp', 'FromPort': 6379, 'ToPort': 6379,
            'SourceSecurityGroupId': {'Ref': 'WriterGroup'}}]}},
        'WriterGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {}},
        'ReaderGroup': {'Type': 'AWS::EC2::SecurityGroup', 'Properties': {}},
        'Settings': {'Type': 'AWS::ElastiCache::ParameterGroup', 'Properties': {
          'CacheParameterGroupFamily': 'redis7',
          'Properties': {'cluster-enabled': 'yes', 'maxmemory-policy': 'noeviction'}}},
        'Ranking': {'Type': 'AWS::ElastiCache::ReplicationGroup', 'Properties': {
          'CacheParameterGroupName': {'Ref': 'Settings'}, 'Port': 6379,
          'SecurityGroupIds': [{'Ref': 'RedisGroup'}]}},
        'WriterRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Writer',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}}}},
        'WriterPolicy': {'Type': 'AWS::IAM::Policy', 'Properties': {
          'PolicyName': 'p', 'Roles': [{'Ref': 'WriterRole'}],
          'PolicyDocument': {'Statement': [
            {'Effect': 'Allow', 'Action': ['dynamodb:PutItem', 'dynamodb:Query'],
             'Resource': {'Fn::GetAtt': ['Scores', 'Arn']}},
            {'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': {'Fn::GetAtt': ['Key', 'Arn']},
             'Condition': {'StringEquals': {
               'kms:ViaService': {'Fn::Sub': 'dynamodb.${AWS::Region}.amazonaws.com'}}}}]}}},
        'ReaderRole': {'Type': 'AWS::IAM::Role', 'Properties': {
          'RoleName': 'Reader',
          'AssumeRolePolicyDocument': {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
            'Principal': {'Service': 'lambda.amazonaws.com'}}},
          'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 'dynamodb:*', 'Resource': '*'}}}]}}}}
      """;

  @TempDir static Path folder;
  private static Foundation foundation;
  private static Resources resources;

  @BeforeAll
  static void provision() {
    foundation = Foundation.on(Engines.ofOneStage(folder, Durability.TEMPORARY));
    resources =
        new Provisioner(foundation.resourceTypes())
            .provision(
                CloudAssembly.of(
                    List.of(Template.parse("Data", "Dev-Data", EU, TEMPLATE.replace('\'', '"'))),
                    Map.of()));
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static Provisioned resource(String logicalId) {
    return resources.find(logicalId).orElseThrow();
  }

  private static StagePlatform platform(String role, String group) {
    return new StagePlatform(
        identity(role, group),
        Map.of(),
        foundation.ground().world(),
        new StageTime(InstantSource.system(), duration -> {}, RandomGenerator.getDefault()),
        segment -> {});
  }

  private static FunctionIdentity identity(String role, String group) {
    return new FunctionIdentity(
        role + "Fn",
        role.toLowerCase(Locale.ROOT),
        foundation.ground().roles().role("arn:aws:iam::123456789012:role/" + role).orElseThrow(),
        List.of(resource(group).ref()));
  }

  private static StagePlatform writer() {
    return platform("Writer", "WriterGroup");
  }

  private static PutItemRequest put(String key) {
    return PutItemRequest.builder()
        .tableName(resource("Scores").ref())
        .item(Map.of("pk", AttributeValue.fromS(key)))
        .build();
  }

  @Test
  void noPropertyOfTheTemplateIsIgnored() {
    assertThat(resources.status()).flatExtracting(ResourceStatus::notSimulated).isEmpty();
  }

  @Test
  void whatTheRoleAllowsReachesTheEngineAlsoThroughConsumersAndPaginators() {
    DynamoDbClient client = writer().client(DynamoDbClient.class);
    client.putItem(put("a"));

    assertThat(
            client
                .queryPaginator(
                    query ->
                        query
                            .tableName(resource("Scores").ref())
                            .keyConditionExpression("pk = :pk")
                            .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("a"))))
                .items())
        .hasSize(1);
  }

  /** DynamoDB Local throws an exception of its own, for instance when its disk is full. */
  @Test
  void anEngineThatCannotWriteIsAServiceThatFailed() {
    DynamoTables tables = new DynamoTables(foundation.ground());
    tables.register(
        resource("Scores").ref(),
        String.valueOf(resource("Scores").attributes().get("Arn")),
        EU,
        Optional.empty());
    DynamoDbClient full =
        new DynamoDbClient() {
          @Override
          public PutItemResponse putItem(PutItemRequest request) {
            throw new LocalDBAccessException(
                LocalDBAccessExceptionType.UNEXPECTED_EXCEPTION,
                "[13] DB[1] database or disk is full");
          }

          @Override
          public String serviceName() {
            return "dynamodb";
          }

          @Override
          public void close() {}
        };
    DynamoDbClient client = tables.service(() -> full).clientFor(identity("Writer", "WriterGroup"));

    assertThatThrownBy(() -> client.putItem(put("a")))
        .isInstanceOfSatisfying(
            DynamoDbException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    assertThat(
            new Measured(foundation.ground(), "AWS/DynamoDB")
                .sum(
                    "SystemErrors",
                    Map.of("TableName", resource("Scores").ref(), "Operation", "PutItem")))
        .isEqualTo(1);
  }

  @Test
  void aServiceRefusesTheFunctionThatItIsMadeUnavailableFor() {
    ApiFaults faults = foundation.ground().world().faults();
    String name = identity("Writer", "WriterGroup").name();
    DynamoDbClient client = writer().client(DynamoDbClient.class);

    faults.refuse("another", "dynamodb");
    faults.refuse(name, "firehose");
    client.putItem(put("fault"));
    faults.refuse(name, "dynamodb");
    assertThatThrownBy(() -> client.putItem(put("fault")))
        .isInstanceOfSatisfying(
            DynamoDbException.class, e -> assertThat(e.statusCode()).isEqualTo(503));

    faults.end(name, "dynamodb");
    client.putItem(put("fault"));
  }

  @Test
  void whatTheRoleDoesNotAllowIsRefusedInTheWordsOfAws() {
    DynamoDbClient client = writer().client(DynamoDbClient.class);

    assertThatThrownBy(() -> client.scan(scan -> scan.tableName(resource("Scores").ref())))
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo(
                      "User: arn:aws:sts::123456789012:assumed-role/Writer/writer is not authorized"
                          + " to perform: dynamodb:Scan on resource: "
                          + resource("Scores").attributes().get("Arn")
                          + " because no identity-based policy allows the dynamodb:Scan action");
            });
  }

  @Test
  void aTableUnderACustomersKeyNeedsTheKeyToo() {
    DynamoDbClient client = platform("Reader", "ReaderGroup").client(DynamoDbClient.class);

    assertThatThrownBy(() -> client.putItem(put("b")))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining(
            "kms:Decrypt on resource: " + resource("Key").attributes().get("Arn"));
  }

  @Test
  void aRequiredMemberThatIsMissingIsNamed() {
    DynamoDbClient client = writer().client(DynamoDbClient.class);

    assertThatThrownBy(() -> client.putItem(request -> request.tableName("x")))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("Value null at 'Item' failed to satisfy constraint");
  }

  @Test
  void whatIsNotSimulatedIsNamed() {
    DynamoDbClient client = writer().client(DynamoDbClient.class);

    assertThatThrownBy(client::listBackups)
        .isInstanceOf(NotSimulatedException.class)
        .hasMessage("dynamodb:listBackups is not simulated by the local stage");
    assertThatThrownBy(client::waiter).isInstanceOf(NotSimulatedException.class);
    assertThatThrownBy(() -> writer().client(Runnable.class))
        .isInstanceOf(NotSimulatedException.class)
        .hasMessage("Runnable is not simulated by the local stage");
  }

  @Test
  void redisIsReachedUnderItsNameInTheTemplateByThoseWhomTheSecurityGroupsLetIn() {
    String host =
        String.valueOf(resource("Ranking").attributes().get("ConfigurationEndPoint.Address"));

    assertThat(writer().redis(host, 6379).run(ECHO, List.of("k"), List.of("hi")))
        .isEqualTo("hi".getBytes(UTF_8));
    assertThatThrownBy(() -> platform("Reader", "ReaderGroup").redis(host, 6379).ping())
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("ReaderFn cannot reach " + host + ":6379: no ingress rule");
    assertThatThrownBy(() -> writer().redis("elsewhere", 6379).ping())
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("there is no Redis at elsewhere:6379");
  }

  @Test
  void timeInEnginesIsCountedForTheInvocation() throws Exception {
    EngineTime time = new EngineTime();
    DynamoDbClient client = writer().client(DynamoDbClient.class);

    time.bind().call(() -> client.putItem(put("c")));

    assertThat(time.nanos()).isPositive();
    long before = time.nanos();
    client.putItem(put("d"));
    assertThat(time.nanos()).isEqualTo(before);
  }

  @Test
  void onlyTheStagesOwnHostsAnswer() throws IOException {
    StagePlatform platform = writer();
    foundation
        .ground()
        .web()
        .register("id.example", request -> new WebClient.Response(200, "keys"));

    assertThat(platform.web().get(URI.create("https://id.example/x"), Duration.ZERO).body())
        .isEqualTo("keys");
    assertThatThrownBy(
            () -> platform.web().get(URI.create("https://other.example/"), Duration.ZERO))
        .isInstanceOf(UnknownHostException.class);
  }
}
