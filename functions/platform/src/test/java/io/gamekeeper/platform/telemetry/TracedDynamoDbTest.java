package io.gamekeeper.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;

final class TracedDynamoDbTest {
  private static final String SAMPLED =
      "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";

  private final FakePlatform platform = new FakePlatform();
  private final AtomicInteger deletions = new AtomicInteger();

  @Test
  void aCallIsPartOfTheInvocationsTrace() {
    delete(new FakeContext("r", SAMPLED));

    assertThat(deletions).hasValue(1);
    assertThat(platform.segments)
        .singleElement()
        .asString()
        .contains("{\"operation\":\"DeleteItem\",\"resource_names\":[\"scores\"]");
  }

  @Test
  void aCallThatCouldOutliveTheInvocationIsNotBegun() {
    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> delete(new FakeContext("r", SAMPLED, () -> 10)));

    assertThat(deletions).hasValue(0);
  }

  private void delete(FakeContext context) {
    platform.variables.putAll(new TelemetryEnvironment("scores", "Game/test", "INFO").toMap());
    Telemetry telemetry = new Telemetry(platform);
    DynamoDbClient dynamo = new TracedDynamoDb(new CountingDynamoDb(), telemetry);
    telemetry.invocation(
        context, "c", () -> dynamo.deleteItem(request -> request.tableName("scores")));
  }

  /** Counts the deletions. */
  private final class CountingDynamoDb implements DynamoDbClient {

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
      deletions.incrementAndGet();
      return DeleteItemResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }
}
