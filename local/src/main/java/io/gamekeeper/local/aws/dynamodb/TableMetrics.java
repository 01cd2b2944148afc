package io.gamekeeper.local.aws.dynamodb;

import com.amazonaws.services.dynamodbv2.local.shared.exceptions.LocalDBAccessException;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.Stopwatch;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * The metrics of tables; there is no value when nothing happens. The engine says what capacity a
 * request consumed only if it is asked, so that this is not measured, and it throttles nobody.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html">DynamoDB
 *     metrics and dimensions</a>
 */
final class TableMetrics {
  private static final String TABLE = "TableName";
  private static final String OPERATION = "Operation";
  private static final double NANOS_OF_MILLI = 1e6;
  private static final int SERVER_ERROR = 500;

  private static final ServiceMetric LATENCY =
      ServiceMetric.of(
          "AWS/DynamoDB", "SuccessfulRequestLatency", "Milliseconds", TABLE + "," + OPERATION);
  private static final ServiceMetric SYSTEM_ERRORS =
      ServiceMetric.of("AWS/DynamoDB", "SystemErrors", "Count", TABLE + "," + OPERATION);
  private static final ServiceMetric USER_ERRORS =
      ServiceMetric.of("AWS/DynamoDB", "UserErrors", "Count", "");
  private static final ServiceMetric CONDITIONS_FAILED =
      ServiceMetric.of("AWS/DynamoDB", "ConditionalCheckFailedRequests", "Count", TABLE);

  private final ServiceMetrics metrics;
  private final InstantSource clock;
  private final Recorder userErrors;
  private final Map<String, OfTable> tables = new ConcurrentHashMap<>();

  TableMetrics(Ground ground) {
    this.metrics = ground.sends(List.of(LATENCY, SYSTEM_ERRORS, USER_ERRORS, CONDITIONS_FAILED));
    this.clock = ground.time().clock();
    this.userErrors = metrics.recorder(USER_ERRORS, Map.of());
  }

  /**
   * Makes a request and counts what becomes of it.
   *
   * @param operation as AWS calls it, for instance {@code PutItem}
   * @param tableNames those that it concerns, by name or ARN
   */
  <T> T measured(String operation, Collection<String> tableNames, Supplier<T> request) {
    Stopwatch watch = Stopwatch.start(clock);
    try {
      T answer = request.get();
      double millis = watch.nanos() / NANOS_OF_MILLI;
      tableNames.forEach(table -> of(table).operation(operation).latency().record(millis));
      return answer;
    } catch (ConditionalCheckFailedException e) {
      tableNames.forEach(table -> of(table).conditionsFailed.record(1));
      throw e;
    } catch (DynamoDbException e) {
      if (e.statusCode() < SERVER_ERROR) {
        userErrors.record(1);
      } else {
        systemError(operation, tableNames);
      }
      throw e;
    } catch (LocalDBAccessException e) {
      systemError(operation, tableNames);
      throw e;
    }
  }

  private void systemError(String operation, Collection<String> tableNames) {
    tableNames.forEach(table -> of(table).operation(operation).systemErrors().record(1));
  }

  private OfTable of(String nameOrArn) {
    return tables.computeIfAbsent(
        nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1), OfTable::new);
  }

  private record OfOperation(Recorder latency, Recorder systemErrors) {}

  private final class OfTable {
    private final String table;
    private final Recorder conditionsFailed;
    private final Map<String, OfOperation> operations = new ConcurrentHashMap<>();

    OfTable(String table) {
      this.table = table;
      this.conditionsFailed = metrics.recorder(CONDITIONS_FAILED, Map.of(TABLE, table));
    }

    OfOperation operation(String name) {
      return operations.computeIfAbsent(
          name,
          operation -> {
            Map<String, String> both = Map.of(TABLE, table, OPERATION, operation);
            return new OfOperation(
                metrics.recorder(LATENCY, both), metrics.recorder(SYSTEM_ERRORS, both));
          });
    }
  }
}
