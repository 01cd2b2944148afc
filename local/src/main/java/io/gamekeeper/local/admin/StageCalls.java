package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.observe.CloudWatchNames.Unsent;
import io.gamekeeper.local.observe.ErrorLog.StageError;
import io.gamekeeper.local.template.Fidelity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations on a stage as a whole. */
public final class StageCalls {
  /** Tells what runs on the stage and what it has done. */
  public static final AdminOperation<Nothing, Status> STATUS =
      new AdminOperation<>("status", Nothing.class, Status.class);

  /** Tells how long the routes of the load balancer take. */
  public static final AdminOperation<Nothing, Routes> ROUTES =
      new AdminOperation<>("routes", Nothing.class, Routes.class);

  /** Forgets the route times so far. */
  public static final AdminOperation<Nothing, Nothing> RESET_ROUTES =
      new AdminOperation<>("reset-routes", Nothing.class, Nothing.class);

  /** Issues a bearer token. */
  public static final AdminOperation<TokenRequest, Token> TOKEN =
      new AdminOperation<>("token", TokenRequest.class, Token.class);

  /** Calls a function with all rights; a function that fails is a refusal. */
  public static final AdminOperation<Invocation, Result> INVOKE =
      new AdminOperation<>("invoke", Invocation.class, Result.class);

  private StageCalls() {}

  /**
   * The state of a stage. Its JSON is what {@code status --json} prints.
   *
   * @param port of the load balancer
   * @param traces the number of trace segments
   * @param unsent alarms on metrics that nothing on the stage sends
   */
  public record Status(
      int port,
      String dataDir,
      List<EngineCalls.Engine> engines,
      List<MemoryHolder> memory,
      List<Resource> resources,
      List<LogGroup> logGroups,
      long traces,
      List<Metric> metrics,
      List<Unsent> unsent,
      Map<String, Route> routes,
      List<StageError> recentErrors) {}

  /** A holder of memory, and how much it holds. */
  public record MemoryHolder(String holder, long mebibytes) {}

  /**
   * A resource of the templates.
   *
   * @param summary a few words: an address, a count, or why it is only a name
   * @param inert properties that need nothing on a laptop, with the reason
   * @param notSimulated properties that have an effect on AWS and none here
   */
  public record Resource(
      String stack,
      String logicalId,
      String type,
      Fidelity fidelity,
      String summary,
      Map<String, String> inert,
      List<String> notSimulated) {}

  /** A log group and the number of lines that it has had. */
  public record LogGroup(String name, long lines) {}

  /** A metric, and the number and the sum of its values. */
  public record Metric(
      String namespace,
      String name,
      Map<String, String> dimensions,
      String unit,
      long count,
      double sum) {}

  /**
   * The calls of a route.
   *
   * @param failures answers with a status of 500 and above
   * @param ownMicros total time without engine calls
   */
  public record Route(long calls, long failures, Percentiles totalMicros, Percentiles ownMicros) {}

  /** Percentiles of times. */
  public record Percentiles(long p50, long p99, long max) {}

  /** The routes that were called, by name. */
  public record Routes(Map<String, Route> routes) {}

  /** The player that a token is for. */
  public record TokenRequest(String player) {}

  /** A bearer token. */
  public record Token(String token) {}

  /**
   * A call of a function.
   *
   * @param function its logical id, name or ARN
   */
  public record Invocation(String function, JsonNode payload) {}

  /**
   * A function's answer.
   *
   * @param payload null if the function answers nothing
   */
  public record Result(@Nullable JsonNode payload) {}
}
