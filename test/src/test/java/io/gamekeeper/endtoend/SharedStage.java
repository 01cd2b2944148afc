package io.gamekeeper.endtoend;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.admin.AdminClient;
import io.gamekeeper.local.admin.StageCalls;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.http.OperatorsDoor;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Resources;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * One stage for all tests of this JVM, from the templates that the CDK app writes; it stops with
 * the last test. Tests keep apart by the names of their players.
 */
final class SharedStage implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedStage.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // One of several JVMs runs each class by itself, with a root of its own, in one session.
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(Running.class, key -> start(), Running.class);
  }

  private static Running start() {
    Project project = Project.current();
    new Synthesis(project).refresh();
    return new Running(
        Stage.start(StageOptions.dev(project.root(), project.assembly(), 0, Optional.empty())));
  }

  /** The running stage. */
  static final class Running implements AutoCloseable {
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private final Stage stage;
    private final Api api;

    Running(Stage stage) {
      this.stage = stage;
      this.api = new Api(URI.create("http://127.0.0.1:" + stage.port()), this::token);
    }

    /** Returns what the operators' host is reached by, with a slash at its end. */
    URI operators() {
      return URI.create("http://127.0.0.1:" + stage.port() + OperatorsDoor.PATH);
    }

    Api api() {
      return api;
    }

    InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port());
    }

    String token(String player) {
      return stage.token(player, TOKEN_LIFE);
    }

    /** A token that was good until an hour ago. */
    String expiredToken(String player) {
      return stage.token(player, TOKEN_LIFE.negated());
    }

    /** The stores where players pay with real money. */
    FakeStores stores() {
      return stage.parts().stores();
    }

    DynamoDbClient dynamo() {
      return stage.parts().engines().dynamo().client();
    }

    /** Invokes a function as an operator does; a function that fails is an exception. */
    JsonNode invoke(GameFunction function) {
      StageFile file =
          StageFile.running(Project.current().root()).stream()
              .filter(running -> running.port() == stage.port())
              .findAny()
              .orElseThrow();
      try (AdminClient admin = new AdminClient(file)) {
        return requireNonNull(
            admin
                .call(
                    StageCalls.INVOKE,
                    new StageCalls.Invocation(
                        function.functionName(), JsonNodeFactory.instance.objectNode()))
                .payload());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Where players' devices report, as the stage's status says it. */
    URI playerExperience() {
      return stage.parts().resources().status().stream()
          .filter(resource -> resource.type().equals("AWS::RUM::AppMonitor"))
          .map(resource -> URI.create(resource.summary().replaceFirst(".*(?=http://)", "")))
          .findAny()
          .orElseThrow();
    }

    /** The sum of a metric. */
    double sum(MetricName metric) {
      return stage.parts().ground().metrics().sum(metric);
    }

    TraceStore traces() {
      return stage.parts().ground().traces();
    }

    /** The last lines of a log group, oldest first. */
    List<String> log(String group) {
      return stage.parts().ground().logs().tail(group, 1_000).stream()
          .map(LogEvent::message)
          .toList();
    }

    /** Returns the ARN of the topic that alarms go to. */
    String alarmTopic() {
      Resources resources = stage.parts().resources();
      return resources.status().stream()
          .filter(status -> status.type().equals("AWS::SNS::Topic"))
          .map(status -> resources.find(status.address()).orElseThrow().ref())
          .filter(arn -> arn.contains("Core"))
          .findAny()
          .orElseThrow();
    }

    /** Returns what people got, the newest last. */
    List<Delivered> inbox() {
      return stage.parts().channels().inbox().all();
    }

    /** Returns when the outside watcher got the last sign of life. */
    Optional<Instant> lastHeartbeat() {
      return stage.parts().messengers().lastHeartbeat();
    }

    /** All that its services stand on. */
    Ground ground() {
      return stage.parts().ground();
    }

    Fleet fleet() {
      return stage.parts().fleet();
    }

    RedisEngine redis() {
      return stage.parts().engines().redis();
    }

    MariaDbEngine mariaDb() {
      return stage.parts().engines().mariaDb();
    }

    Path dataFolder() {
      return stage.parts().ground().folder();
    }

    @Override
    public void close() {
      stage.close();
    }
  }
}
