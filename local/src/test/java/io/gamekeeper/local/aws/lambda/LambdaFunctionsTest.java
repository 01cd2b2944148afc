package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.StagePlatform;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.testing.Uncalled;
import io.gamekeeper.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The calls of one function to others by the AWS SDK. */
final class LambdaFunctionsTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/Caller";
  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import io.gamekeeper.platform.Platform;
      import java.util.Map;

      public class Handler implements RequestHandler<Map<String, String>, String> {
        Handler(Platform platform) {}

        @Override
        public String handleRequest(Map<String, String> event, Context context) {
          System.out.println("got " + event);
          if (event.containsKey("fail")) {
            throw new IllegalStateException("asked to fail");
          }
          return context.getFunctionVersion() + " got " + event;
        }
      }
      """;

  private final LedTime time = new LedTime();
  private final Ground ground = time.ground();
  private final LambdaService functions;
  private final LambdaClient client;
  private final Path folder;

  LambdaFunctionsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.functions =
        new LambdaService(
            Surroundings.on(
                ground, _ -> Uncalled.of(Platform.class), new Bundles(folder.resolve("bundles"))));
    Role role = ground.roles().createRole(ROLE, "Caller", policy("sts:AssumeRole", "*"));
    ground.roles().attach("Caller", policy("lambda:InvokeFunction", "*:function:rebuild*"));
    ground.world().add(List.of(LambdaFunctions.service(functions)));
    this.client =
        new StagePlatform(
                new FunctionIdentity("Caller", "caller", role, List.of()),
                Map.of(),
                ground.world(),
                ground.time(),
                _ -> {})
            .client(LambdaClient.class);
  }

  @BeforeEach
  void declareTheFunctions() throws IOException {
    Console.install();
    Path zip = FunctionZip.compile(folder, SOURCE);
    ground.logs().create("group");
    functions.create(new DeclaredFunction("rebuild", zip).timeout(Duration.ofSeconds(3)).config());
    functions.create(
        new DeclaredFunction("rebuild-none", zip).reservedConcurrency(OptionalInt.of(0)).config());
    functions.create(new DeclaredFunction("scores", zip).config());
    functions.alias("rebuild", "live", functions.publish("rebuild"));
  }

  @AfterEach
  void close() {
    functions.close();
    time.close();
  }

  @Test
  void aCallerWhoWaitsGetsWhatTheFunctionReturns() {
    InvokeResponse response =
        client.invoke(
            call -> call.functionName("rebuild:live").payload(SdkBytes.fromUtf8String("{}")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isNull();
    assertThat(response.payload().asUtf8String()).isEqualTo("\"1 got {}\"");
    assertThat(client.invoke(call -> call.functionName("rebuild")).payload().asUtf8String())
        .isEqualTo("\"$LATEST got {}\"");
  }

  @Test
  void aFunctionThatFailsIsAnAnswerToo() {
    InvokeResponse response =
        client.invoke(
            call ->
                call.functionName("rebuild")
                    .qualifier("live")
                    .payload(SdkBytes.fromUtf8String("{\"fail\":\"\"}")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(response.payload().asUtf8String()).contains("asked to fail");
  }

  @Test
  void anEventIsAcceptedAndWorkedOnBesideTheCaller() {
    InvokeResponse response =
        client.invoke(
            call ->
                call.functionName("rebuild")
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String("{\"board\":\"b\"}")));

    assertThat(response.statusCode()).isEqualTo(202);
    time.advance(Duration.ofSeconds(1));
    assertThat(ground.logs().tail("group", 10)).anyMatch(line -> line.message().contains("board"));
  }

  @Test
  void whatTheRoleDoesNotAllowIsRefusedAndWhatIsMissingIsNamed() {
    assertThatThrownBy(() -> client.invoke(call -> call.functionName("scores")))
        .isInstanceOfSatisfying(
            LambdaException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(403);
              assertThat(e)
                  .hasMessageContaining(
                      "lambda:InvokeFunction on resource: " + functions.function("scores").arn());
            });
    assertThatThrownBy(() -> client.invoke(call -> call.functionName("rebuild-all")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("function:rebuild-all");
  }

  @Test
  void aFunctionWithoutFreeConcurrencyThrottles() {
    assertThatThrownBy(() -> client.invoke(call -> call.functionName("rebuild-none")))
        .isInstanceOf(TooManyRequestsException.class);
  }

  @Test
  void aTrialRunIsNotSimulated() {
    assertThatThrownBy(
            () ->
                client.invoke(
                    call -> call.functionName("rebuild").invocationType(InvocationType.DRY_RUN)))
        .isInstanceOf(NotSimulatedException.class)
        .hasMessageContaining("DryRun");
  }

  private static Policy policy(String action, String resource) {
    ObjectMapper json = new ObjectMapper();
    return Policy.parse(
        "the test",
        json.createObjectNode()
            .set(
                "Statement",
                json.createObjectNode()
                    .put("Effect", "Allow")
                    .put("Action", action)
                    .put("Resource", resource)));
  }
}
