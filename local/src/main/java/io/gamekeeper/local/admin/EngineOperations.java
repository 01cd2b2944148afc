package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.EngineCalls.Engine;
import io.gamekeeper.local.admin.EngineCalls.Engines;
import io.gamekeeper.local.admin.EngineCalls.Kill;
import io.gamekeeper.local.admin.EngineCalls.Named;
import io.gamekeeper.local.admin.EngineCalls.Redis;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.engine.Supervisor;
import io.gamekeeper.local.service.StageException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The stage's side of {@link EngineCalls}. */
final class EngineOperations {
  private final Supervision engines;
  private final RedisEngine redis;

  EngineOperations(Supervision engines, RedisEngine redis) {
    this.engines = engines;
    this.redis = redis;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        EngineCalls.LIST.by(_ -> new Engines(list())),
        EngineCalls.STOP.by(this::stop),
        EngineCalls.START.by(this::start),
        EngineCalls.KILL.by(this::kill),
        EngineCalls.REDIS.by(_ -> new Redis(redis.host(), redis.port(), redis.password())));
  }

  /** Returns all engines and their state. */
  List<Engine> list() {
    return engines.all().stream().map(EngineOperations::engine).toList();
  }

  private static Engine engine(Supervisor supervisor) {
    Supervisor.Health health = supervisor.health();
    OptionalLong pid = supervisor.engine().pid();
    return new Engine(
        supervisor.engine().name().toLowerCase(Locale.ROOT),
        health.state(),
        health.since(),
        health.reason(),
        supervisor.engine().address(),
        pid.isPresent() ? pid.getAsLong() : null);
  }

  private Nothing stop(Named named) {
    engines.named(named.engine()).engine().stop();
    return Nothing.NOTHING;
  }

  private Nothing start(Named named) {
    try {
      engines.named(named.engine()).engine().start();
    } catch (EngineException e) {
      throw new StageException(String.valueOf(e.getMessage()), e);
    }
    return Nothing.NOTHING;
  }

  private Nothing kill(Kill kill) {
    @Nullable Integer seconds = kill.forSeconds();
    if (seconds != null && seconds < 0) {
      throw new IllegalArgumentException("the argument forSeconds must not be negative");
    }
    Supervisor supervisor = engines.named(kill.engine());
    if (!supervisor.engine().isRunning()) {
      throw new StageException(
          supervisor.engine().name() + " does not run: " + supervisor.health().described());
    }
    supervisor.crash(seconds == null ? null : Duration.ofSeconds(seconds));
    return Nothing.NOTHING;
  }
}
