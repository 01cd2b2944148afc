package io.gamekeeper.platform.audit;

import io.gamekeeper.contract.OperationsAuditTable;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.audit.AuditEntry.Phase;
import io.gamekeeper.platform.identity.Operator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The audit trail in DynamoDB: a partition per day, sorted by time. An entry is never replaced. */
public final class DynamoAuditTrail implements AuditTrail {
  private static final String OPERATOR = "operator";
  private static final String ROLES = "roles";
  private static final String DOOR = "door";
  private static final String METHOD = "method";
  private static final String PATH = "path";
  private static final String REASON = "reason";
  private static final String PHASE = "phase";
  private static final String STATUS = "status";
  private static final String CONTENT = "content";
  private static final String REQUEST = "request";
  private static final String AT = "at";

  /** Instants of one length, so that they sort as texts. */
  private static final DateTimeFormatter SORTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoAuditTrail(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  @Override
  public void append(AuditEntry entry) {
    Map<String, AttributeValue> item = new HashMap<>();
    put(item, OperationsAuditTable.PARTITION_KEY, day(entry.at()).toString());
    put(
        item,
        OperationsAuditTable.SORT_KEY,
        SORTED.format(entry.at()) + "#" + entry.request() + "#" + entry.phase());
    put(item, AT, entry.at().toString());
    put(item, REQUEST, entry.request());
    put(item, OPERATOR, entry.operator().name());
    put(
        item,
        ROLES,
        entry.operator().roles().stream()
            .sorted()
            .map(OperatorRole::key)
            .collect(Collectors.joining(" ")));
    put(item, DOOR, entry.operator().door().name());
    put(item, METHOD, entry.method());
    put(item, PATH, entry.path());
    put(item, REASON, entry.reason());
    put(item, PHASE, entry.phase().name());
    Integer status = entry.status();
    if (status != null) {
      item.put(STATUS, AttributeValue.fromN(status.toString()));
    }
    String content = entry.content();
    if (content != null) {
      put(item, CONTENT, content);
    }
    dynamo.putItem(
        request ->
            request
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(#key)")
                .expressionAttributeNames(Map.of("#key", OperationsAuditTable.SORT_KEY)));
  }

  @Override
  public List<AuditEntry> on(LocalDate day, int limit) {
    return dynamo
        .query(
            request ->
                request
                    .tableName(table)
                    .keyConditionExpression("#day = :day")
                    .expressionAttributeNames(Map.of("#day", OperationsAuditTable.PARTITION_KEY))
                    .expressionAttributeValues(Map.of(":day", AttributeValue.fromS(day.toString())))
                    .scanIndexForward(false)
                    .limit(limit))
        .items()
        .stream()
        .map(DynamoAuditTrail::entry)
        .toList();
  }

  private static AuditEntry entry(Map<String, AttributeValue> item) {
    String status = item.containsKey(STATUS) ? value(item, STATUS).n() : null;
    return new AuditEntry(
        Instant.parse(text(item, AT)),
        text(item, REQUEST),
        new Operator(
            text(item, OPERATOR),
            Stream.of(text(item, ROLES).split(" ", -1))
                .flatMap(key -> OperatorRole.named(key).stream())
                .collect(Collectors.toSet()),
            Operator.Door.valueOf(text(item, DOOR))),
        text(item, METHOD),
        text(item, PATH),
        text(item, REASON),
        Phase.valueOf(text(item, PHASE)),
        status == null ? null : Integer.valueOf(status),
        item.containsKey(CONTENT) ? text(item, CONTENT) : null);
  }

  private static void put(Map<String, AttributeValue> item, String name, String text) {
    item.put(name, AttributeValue.fromS(text));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    @Nullable AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("an entry of the audit trail has no " + name);
    }
    return value;
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
