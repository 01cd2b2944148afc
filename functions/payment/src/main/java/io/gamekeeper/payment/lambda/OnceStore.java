package io.gamekeeper.payment.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.OnceTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.lambda.powertools.idempotency.Idempotency;
import software.amazon.lambda.powertools.idempotency.IdempotencyConfig;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyItemAlreadyExistsException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyItemNotFoundException;
import software.amazon.lambda.powertools.idempotency.persistence.BasePersistenceStore;
import software.amazon.lambda.powertools.idempotency.persistence.DataRecord;
import software.amazon.lambda.powertools.idempotency.persistence.DataRecord.Status;

/**
 * The store of Powertools' idempotency records in DynamoDB. Powertools' own store takes the time
 * from the process; it names records after the process's function, so that two functions that do
 * the same never see each other's records; and it compares milliseconds with seconds, so that work
 * that timed out stays locked until the record expires. This one takes the platform's time, names
 * records after the work, and lets the next caller repeat work that timed out.
 *
 * <p>It saves repeated work, and nothing else relies on it: a record vanishes when the work throws
 * and when it expires. Unique keys ensure that nothing counts twice.
 */
final class OnceStore extends BasePersistenceStore {
  /**
   * How long a record is kept: longer than a queue delivers again, and longer than the reconciler's
   * first attempts take.
   */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private static final String STATUS = "status";
  private static final String RESULT = "data";

  /**
   * The attribute with the epoch millisecond at which the invocation that does the work will have
   * ended.
   */
  private static final String ENDS_AT = "in_progress_expiration";

  private static final String FREE =
      "attribute_not_exists(#id) OR #expiry < :now OR (#status = :running AND #ends < :nowMillis)";

  private final DynamoDbClient dynamo;
  private final String table;
  private final String work;
  private final InstantSource clock;

  private OnceStore(DynamoDbClient dynamo, String table, String work, InstantSource clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.work = work;
    this.clock = clock;
  }

  /**
   * Makes this function's {@code @Idempotent} method remember what it did. Powertools has one store
   * per function, so a function has one such method at most.
   *
   * @param work the name of the work; functions that do the same work share its records
   */
  static void install(DynamoDbClient dynamo, String table, String work, InstantSource clock) {
    Idempotency.config()
        .withPersistenceStore(new OnceStore(dynamo, table, work, clock))
        .withConfig(IdempotencyConfig.builder().withExpiration(REMEMBERED).build())
        .configure();
  }

  @Override
  public void saveInProgress(JsonNode data, Instant ignored, OptionalInt remainingMillis) {
    super.saveInProgress(data, clock.instant(), remainingMillis);
  }

  @Override
  public void saveSuccess(JsonNode data, Object result, Instant ignored) {
    super.saveSuccess(data, result, clock.instant());
  }

  /**
   * Returns a record without its times, which Powertools would compare with the process's clock: a
   * record that is over by the platform's clock counts as not found.
   */
  @Override
  public DataRecord getRecord(String key) {
    Map<String, AttributeValue> item =
        dynamo.getItem(get -> get.tableName(table).key(id(key)).consistentRead(true)).item();
    AttributeValue status = item.get(STATUS);
    Instant now = clock.instant();
    if (status == null
        || number(item, OnceTable.EXPIRY, Long.MAX_VALUE) < now.getEpochSecond()
        || (status.s().equals(Status.INPROGRESS.toString())
            && number(item, ENDS_AT, Long.MAX_VALUE) < now.toEpochMilli())) {
      throw new IdempotencyItemNotFoundException(key);
    }
    AttributeValue result = item.get(RESULT);
    return new DataRecord(
        key, Status.valueOf(status.s()), 0, result == null ? null : result.s(), null);
  }

  @Override
  public void putRecord(DataRecord record, Instant now) {
    Map<String, AttributeValue> item = new HashMap<>(id(record.getIdempotencyKey()));
    item.put(OnceTable.EXPIRY, number(record.getExpiryTimestamp()));
    item.put(STATUS, AttributeValue.fromS(Status.INPROGRESS.toString()));
    OptionalLong endsAt = record.getInProgressExpiryTimestamp();
    if (endsAt.isPresent()) {
      item.put(ENDS_AT, number(endsAt.getAsLong()));
    }
    try {
      dynamo.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(FREE)
                  .expressionAttributeNames(
                      Map.of(
                          "#id",
                          OnceTable.PARTITION_KEY,
                          "#expiry",
                          OnceTable.EXPIRY,
                          "#status",
                          STATUS,
                          "#ends",
                          ENDS_AT))
                  .expressionAttributeValues(
                      Map.of(
                          ":now", number(now.getEpochSecond()),
                          ":nowMillis", number(now.toEpochMilli()),
                          ":running", AttributeValue.fromS(Status.INPROGRESS.toString()))));
    } catch (ConditionalCheckFailedException e) {
      throw new IdempotencyItemAlreadyExistsException("done, or being done", e);
    }
  }

  @Override
  public void updateRecord(DataRecord record) {
    dynamo.updateItem(
        update ->
            update
                .tableName(table)
                .key(id(record.getIdempotencyKey()))
                .updateExpression("SET #expiry = :expiry, #status = :done, #result = :result")
                .expressionAttributeNames(
                    Map.of("#expiry", OnceTable.EXPIRY, "#status", STATUS, "#result", RESULT))
                .expressionAttributeValues(
                    Map.of(
                        ":expiry", number(record.getExpiryTimestamp()),
                        ":done", AttributeValue.fromS(Status.COMPLETED.toString()),
                        ":result", AttributeValue.fromS(record.getResponseData()))));
  }

  @Override
  public void deleteRecord(String key) {
    dynamo.deleteItem(delete -> delete.tableName(table).key(id(key)));
  }

  /** Powertools' key is {@code function.method#hash}. */
  private Map<String, AttributeValue> id(String key) {
    return Map.of(
        OnceTable.PARTITION_KEY, AttributeValue.fromS(work + key.substring(key.lastIndexOf('#'))));
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static long number(Map<String, AttributeValue> item, String name, long absent) {
    @Nullable AttributeValue value = item.get(name);
    return value == null ? absent : Long.parseLong(value.n());
  }
}
