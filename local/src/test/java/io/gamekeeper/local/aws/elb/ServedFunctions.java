package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.aws.lambda.Bundles;
import io.gamekeeper.local.aws.lambda.FunctionZip;
import io.gamekeeper.local.aws.lambda.InvokePermission;
import io.gamekeeper.local.aws.lambda.LambdaService;
import io.gamekeeper.local.aws.lambda.Surroundings;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.testing.Uncalled;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A load balancer before functions that answer as the path asks them to: {@code /malformed}, {@code
 * /oversize}, {@code /error}, {@code /hang}, {@code /wait} for the test, {@code /mark} with whether
 * their thread was marked before; anything else with their name and the method.
 */
final class ServedFunctions implements AutoCloseable {
  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
      import io.gamekeeper.platform.Platform;
      import java.io.IOException;
      import java.io.InputStream;
      import java.io.OutputStream;
      import java.nio.charset.StandardCharsets;
      import java.time.Duration;
      import java.util.concurrent.CountDownLatch;

      public class Handler implements RequestStreamHandler {
        private static final ThreadLocal<Boolean> MARK = ThreadLocal.withInitial(() -> false);
        private final Platform platform;

        Handler(Platform platform) {
          this.platform = platform;
        }

        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
          String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          String path = event.replaceAll(".*\\"path\\":\\"([^\\"]*)\\".*", "$1");
          String method = event.replaceAll(".*\\"httpMethod\\":\\"([^\\"]*)\\".*", "$1");
          String body = context.getFunctionName() + " " + method;
          try {
            switch (path) {
              case "/error" -> throw new IllegalStateException("asked to fail");
              case "/hang" -> new CountDownLatch(1).await();
              case "/wait" -> platform.waiting().sleep(Duration.ZERO);
              case "/mark" -> {
                body = "marked before: " + MARK.get();
                MARK.set(true);
              }
              case "/oversize" -> body = "x".repeat(1 << 20);
              default -> {}
            }
          } catch (InterruptedException e) {
            body = "late";
          }
          String answer =
              path.equals("/malformed")
                  ? "<html>"
                  : "{\\"statusCode\\":200,\\"headers\\":{\\"content-type\\":\\"text/plain\\"},\\"body\\":\\"" + body + "\\"}";
          out.write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
      """;

  private static final InstantSource CLOCK = InstantSource.system();

  final ErrorLog errors;
  final Ground ground;
  final RouteTimes times = new RouteTimes();
  final LoadBalancer balancer;
  private final LambdaService functions;
  private final Path zip;
  private final Duration timeout;

  /**
   * Functions below a folder.
   *
   * @param timeout of each function
   * @param waiting what {@code /wait} calls
   */
  ServedFunctions(Path folder, Duration timeout, Waiting waiting) throws IOException {
    this(folder, timeout, Duration.ofSeconds(60), waiting);
  }

  /**
   * The same with a limit for servers.
   *
   * @param idle after which a server that sends nothing is given up
   */
  ServedFunctions(Path folder, Duration timeout, Duration idle, Waiting waiting)
      throws IOException {
    Console.install();
    this.timeout = timeout;
    zip = FunctionZip.compile(folder, SOURCE);
    SplittableRandom seeded = new SplittableRandom(7);
    ground = Ground.of(new StageTime(CLOCK, waiting, seeded), folder);
    errors = ground.errors();
    ground.logs().create("group");
    functions =
        new LambdaService(
            Surroundings.on(
                ground, _ -> Uncalled.platform(waiting), new Bundles(folder.resolve("bundles"))));
    balancer = new LoadBalancer(functions, ground, seeded, times, idle);
  }

  Agenda agenda() {
    return ground.agenda();
  }

  /** Adds a function with a target group; the load balancer may call it. */
  RuleAction.WeightedGroup add(String name, int weight) {
    RuleAction.WeightedGroup group = addUnpermitted(name, weight);
    functions.permit(
        new InvokePermission(
            name, "elasticloadbalancing.amazonaws.com", Optional.of(group.targetGroupArn())));
    return group;
  }

  /** Adds a function with a target group, but no permission to call it. */
  RuleAction.WeightedGroup addUnpermitted(String name, int weight) {
    functions.create(new DeclaredFunction(name, zip).timeout(timeout).config());
    balancer.add(
        new FunctionTargets(name + "Targets", "arn:tg/" + name, name, false, Optional.empty()));
    return new RuleAction.WeightedGroup("arn:tg/" + name, weight);
  }

  @Override
  public void close() {
    functions.close();
  }
}
