package io.gamekeeper.packaging;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.OutboxEnvironment;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** One function in a process of its own, run by Lambda's runtime client from its unpacked zip. */
final class FunctionProcess implements AutoCloseable {
  /** Nobody listens there: each store is down. */
  private static final String NOWHERE = "127.0.0.1";

  private static final int NO_PORT = 1;

  private final Process process;
  private final Path output;

  FunctionProcess(GameFunction function, Path bundle, RuntimeApi api, Path output)
      throws IOException {
    this.output = output;
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Stream.of(
                        AWSLambda.class,
                        Context.class,
                        PojoSerializer.class,
                        SdkInternalThreadLocal.class)
                    .map(FunctionProcess::jarOf)
                    .distinct()
                    .collect(Collectors.joining(File.pathSeparator)),
                AWSLambda.class.getName(),
                function.handler()));
    builder.environment().clear();
    builder.environment().putAll(environment(function));
    builder.environment().put("LAMBDA_TASK_ROOT", bundle.toString());
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
    builder.redirectErrorStream(true).redirectOutput(output.toFile()).directory(bundle.toFile());
    this.process = builder.start();
  }

  private static Map<String, String> environment(GameFunction function) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "AWS_LAMBDA_FUNCTION_NAME",
                function.functionName(),
                "AWS_LAMBDA_FUNCTION_VERSION",
                "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                "1024",
                "AWS_REGION",
                "eu-central-1",
                "AWS_ACCESS_KEY_ID",
                "nobody",
                "AWS_SECRET_ACCESS_KEY",
                "nothing",
                "AWS_ENDPOINT_URL",
                "http://" + NOWHERE + ":" + NO_PORT));
    variables.putAll(
        new TelemetryEnvironment(function.functionName(), "Gamekeeper/test", "INFO").toMap());
    variables.putAll(
        new IdentityEnvironment(
                "https://issuer.example", "game", "http://" + NOWHERE + ":" + NO_PORT + "/keys")
            .toMap());
    variables.putAll(new LeaderboardEnvironment(NOWHERE, NO_PORT, "log", "seasons").toMap());
    variables.putAll(new RebuildEnvironment("leaderboard-rebuild").toMap());
    variables.putAll(
        new DatabaseEnvironment(
                DatabaseEnvironment.address(DatabaseEnvironment.PAYMENTS_USER, NOWHERE, NO_PORT))
            .toMap());
    variables.putAll(
        new StoreEnvironment(
                "stores",
                "/providers",
                "once",
                "app",
                1,
                "Sandbox",
                "app",
                "https://game",
                true,
                List.of(),
                0)
            .toMap());
    variables.putAll(new OutboxEnvironment("bus").toMap());
    variables.putAll(new PurchaseLogEnvironment("purchases", "once").toMap());
    variables.putAll(new PlayerFiguresEnvironment("figures").toMap());
    variables.putAll(new ErasureEnvironment("erasures").toMap());
    variables.putAll(
        new EventQueueEnvironment("https://sqs/arriving", "https://sqs/ordered.fifo", 10).toMap());
    return variables;
  }

  private static String jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a jar's location is a URI", e);
    }
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
