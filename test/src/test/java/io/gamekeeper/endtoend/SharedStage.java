package io.gamekeeper.endtoend;

import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.engine.RedisEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

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
    return context
        .getRoot()
        .getStore(NAMESPACE)
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

    RedisEngine redis() {
      return stage.parts().foundation().redis();
    }

    Path dataFolder() {
      return stage.parts().dataFolder();
    }

    @Override
    public void close() {
      stage.close();
    }
  }
}
