package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.Task;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;

/** The queries of a stage. They run beside the caller, who asks for the results. */
final class Queries {
  /** Athena keeps its history for 45 days; a laptop keeps the newest. */
  private static final int KEPT = 100;

  /** A query takes a moment, so that callers have to wait for it as they have to on AWS. */
  private static final Duration DURATION = Duration.ofMillis(50);

  private final Ground ground;
  private final QueryRunner runner;
  private final ServiceMetrics metrics;
  private final SequencedMap<String, Run> runs = new LinkedHashMap<>();

  Queries(Ground ground, QueryRunner runner, ServiceMetrics metrics) {
    this.ground = ground;
    this.runner = runner;
    this.metrics = metrics;
  }

  /** A query that was started. */
  static final class Run {
    private final String id;
    private final Workgroup workgroup;
    private final QueryRunner.Order order;
    private final List<String> literals;
    private final Instant submitted;
    private QueryExecutionState state = QueryExecutionState.RUNNING;
    private Optional<String> reason = Optional.empty();
    private Optional<Instant> completed = Optional.empty();
    private QueryResult result = QueryResult.NONE;
    private long scanned;
    private @Nullable Statement statement;

    private Run(
        String id,
        Workgroup workgroup,
        QueryRunner.Order order,
        List<String> literals,
        Instant submitted) {
      this.id = id;
      this.workgroup = workgroup;
      this.order = order;
      this.literals = literals;
      this.submitted = submitted;
    }

    String id() {
      return id;
    }

    Workgroup workgroup() {
      return workgroup;
    }

    QueryRunner.Order order() {
      return order;
    }

    List<String> literals() {
      return literals;
    }

    Instant submitted() {
      return submitted;
    }

    synchronized QueryExecutionState state() {
      return state;
    }

    synchronized Optional<String> reason() {
      return reason;
    }

    synchronized Optional<Instant> completed() {
      return completed;
    }

    synchronized QueryResult result() {
      return result;
    }

    synchronized long scanned() {
      return scanned;
    }

    /** Returns the key of the file that has the result. */
    String key() {
      return workgroup.output().folder() + id + ".csv";
    }

    private synchronized void scans(long bytes) {
      scanned = bytes;
    }

    private synchronized void runs(Statement running) {
      statement = running;
    }

    /**
     * Ends it, if it has not ended.
     *
     * @return whether it ends now
     */
    private synchronized boolean end(
        QueryExecutionState ended, Optional<String> why, QueryResult what, Instant when) {
      if (state != QueryExecutionState.RUNNING) {
        return false;
      }
      state = ended;
      reason = why;
      result = what;
      completed = Optional.of(when);
      return true;
    }

    private synchronized void interrupt() throws SQLException {
      if (statement != null) {
        statement.cancel();
      }
    }
  }

  /** Starts a query. */
  Run start(Workgroup workgroup, QueryRunner.Order order, List<String> literals) {
    Run run =
        new Run(
            ground.ids().requestId(), workgroup, order, literals, ground.time().clock().instant());
    synchronized (this) {
      runs.put(run.id(), run);
      while (runs.size() > KEPT
          && runs.firstEntry().getValue().state() != QueryExecutionState.RUNNING) {
        runs.pollFirstEntry();
      }
    }
    Task _ = ground.agenda().after("athena query", DURATION, () -> run(run));
    return run;
  }

  private void run(Run run) {
    if (run.state() != QueryExecutionState.RUNNING) {
      return; // was stopped before it began
    }
    try {
      QueryResult result = runner.run(run.order(), run::scans, run::runs);
      write(run, result);
      end(run, QueryExecutionState.SUCCEEDED, Optional.empty(), result);
    } catch (QueryFailedException e) {
      end(
          run,
          e.isCancelled() ? QueryExecutionState.CANCELLED : QueryExecutionState.FAILED,
          Optional.ofNullable(e.getMessage()),
          QueryResult.NONE);
    } catch (SdkException | EngineException e) {
      end(
          run,
          QueryExecutionState.FAILED,
          Optional.of("HIVE_CANNOT_OPEN_SPLIT: " + e.getMessage()),
          QueryResult.NONE);
    } finally {
      // Whatever else went wrong, nobody waits for it.
      end(
          run,
          QueryExecutionState.FAILED,
          Optional.of("INTERNAL_ERROR: the stage failed"),
          QueryResult.NONE);
    }
  }

  private void end(
      Run run, QueryExecutionState state, Optional<String> reason, QueryResult result) {
    if (run.end(state, reason, result, ground.time().clock().instant())) {
      new WorkgroupMetrics(metrics, run.workgroup().name()).ended(state.toString(), run.scanned());
    }
  }

  private void write(Run run, QueryResult result) throws QueryFailedException {
    StoredObjects objects = runner.files().objects();
    String bucket = run.workgroup().output().bucket();
    runner.permitToKeep(run.order(), bucket, run.key());
    objects
        .client(bucket)
        .putObject(
            request -> request.bucket(bucket).key(run.key()), RequestBody.fromString(result.csv()));
  }

  synchronized Optional<Run> find(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  /** Stops a query; one that has ended stays as it is. */
  void stop(Run run) {
    end(
        run,
        QueryExecutionState.CANCELLED,
        Optional.of("Query cancelled by user"),
        QueryResult.NONE);
    try {
      run.interrupt();
    } catch (SQLException e) {
      ground.errors().note("athena", "a query cannot be interrupted: " + e.getMessage());
    }
  }
}
