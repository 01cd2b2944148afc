package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.engine.Supervisor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on the engines that are processes. */
public final class EngineCalls {
  /** Lists the engines. */
  public static final AdminOperation<Nothing, Engines> LIST =
      new AdminOperation<>("engine-list", Nothing.class, Engines.class);

  /** Ends an engine in good order; it stays down. */
  public static final AdminOperation<Named, Nothing> STOP =
      new AdminOperation<>("engine-stop", Named.class, Nothing.class);

  /** Starts an engine that is down. */
  public static final AdminOperation<Named, Nothing> START =
      new AdminOperation<>("engine-start", Named.class, Nothing.class);

  /** Ends an engine without warning; it comes back by itself. */
  public static final AdminOperation<Kill, Nothing> KILL =
      new AdminOperation<>("engine-kill", Kill.class, Nothing.class);

  /** Tells how to connect to Redis with all rights. */
  public static final AdminOperation<Nothing, Redis> REDIS =
      new AdminOperation<>("redis", Nothing.class, Redis.class);

  private EngineCalls() {}

  /** The engines and their state. */
  public record Engines(List<Engine> engines) {}

  /**
   * An engine and its state.
   *
   * @param reason empty if there is nothing to say
   * @param address its program and where it listens, for people
   * @param pid null if it has no process
   */
  public record Engine(
      String name,
      Supervisor.State state,
      Instant since,
      String reason,
      String address,
      @Nullable Long pid) {}

  /** The name of an engine. */
  public record Named(String engine) {}

  /**
   * The death of an engine.
   *
   * @param forSeconds how long it stays down; null for as long as one that died by itself
   */
  public record Kill(String engine, @Nullable Integer forSeconds) {}

  /** The address and the password of Redis. */
  public record Redis(String host, int port, String password) {}
}
