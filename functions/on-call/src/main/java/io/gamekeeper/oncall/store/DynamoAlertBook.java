package io.gamekeeper.oncall.store;

import io.gamekeeper.contract.oncall.OnCallTable;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Changes;
import io.gamekeeper.oncall.page.Changes.ConversationChange;
import io.gamekeeper.oncall.page.Changes.UsedLink;
import io.gamekeeper.oncall.page.Conversation;
import io.gamekeeper.oncall.page.Page;
import io.gamekeeper.oncall.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * On-call's book in DynamoDB: a partition for each kind of thing, and one for each day's pages that
 * are over. All reads are consistent. Methods throw what the SDK throws.
 */
public final class DynamoAlertBook implements AlertBook {
  private static final String ALERTS = "alerts";
  private static final String CONVERSATIONS = "conversations";
  private static final String PAGES = "pages";
  private static final String SILENCES = "silences";
  private static final String INCIDENTS = "incidents";
  private static final String PAST_INCIDENTS = "past incidents";
  private static final String LINKS = "used links";

  private static final String DOCUMENT = "document";
  private static final String SINCE = "since";
  private static final String VERSION = "version";
  private static final String TAKEN = "takenUntil";

  /** How long it is known that an alert is over: longer than dead letters wait (14 days). */
  private static final Duration OVER = Duration.ofDays(30);

  /**
   * How long pages and incidents can be looked up: a year, and a month for the next one's report.
   */
  private static final Duration KEPT = Duration.ofDays(400);

  /** Instants of one length, so that they sort as texts. */
  private static final DateTimeFormatter SORTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** What happened in an incident at once, as an item of its timeline. */
  record Happened(List<Entry> entries) {}

  private final DynamoDbClient dynamo;
  private final String table;
  private final InstantSource clock;

  public DynamoAlertBook(DynamoDbClient dynamo, String table, InstantSource clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  // ---------------------------------------------------------------- alerts

  @Override
  public void record(Alert alert) {
    Map<String, AttributeValue> item = item(ALERTS, alert.key(), alert);
    AttributeValue since = number(alert.since().toEpochMilli());
    item.put(SINCE, since);
    if (!alert.firing()) {
      item.put(OnCallTable.EXPIRY, number(clock.instant().plus(OVER).getEpochSecond()));
    }
    try {
      dynamo.putItem(
          request ->
              request
                  .tableName(table)
                  .item(item)
                  .conditionExpression("attribute_not_exists(#since) OR #since <= :since")
                  .expressionAttributeNames(Map.of("#since", SINCE))
                  .expressionAttributeValues(Map.of(":since", since)));
    } catch (ConditionalCheckFailedException later) {
      // A later state is known: messages come in any order.
    }
  }

  @Override
  public List<Alert> alerts() {
    return all(ALERTS, Alert.class);
  }

  // ---------------------------------------------------------------- conversations

  @Override
  public Optional<Conversation> conversation(String key) {
    return find(CONVERSATIONS, key, Conversation.class);
  }

  @Override
  public List<Conversation> conversations() {
    return all(CONVERSATIONS, Conversation.class);
  }

  // ---------------------------------------------------------------- changes

  @Override
  public boolean commit(Changes changes) {
    List<TransactWriteItem> writes = new ArrayList<>();
    for (ConversationChange change : changes.conversations()) {
      Conversation before = change.before();
      Conversation after = change.after();
      if (after == null) {
        writes.add(removed(CONVERSATIONS, before.key(), before.version()));
      } else {
        long version = next(before.version());
        writes.add(
            replaced(
                CONVERSATIONS,
                after.key(),
                before.version(),
                version,
                new Conversation(
                    after.route(), after.group(), after.told(), after.due(), version)));
      }
    }
    changes.page().ifPresent(page -> writes.add(put(item(PAGES, page.id(), page))));
    changes.incidents().forEach(change -> writes.addAll(writes(change)));
    changes
        .link()
        .ifPresent(
            link -> {
              Map<String, AttributeValue> item = item(LINKS, link.token(), link);
              item.put(OnCallTable.EXPIRY, number(link.expires().getEpochSecond()));
              writes.add(put(item, 0));
            });
    try {
      dynamo.transactWriteItems(request -> request.transactItems(writes));
      return true;
    } catch (TransactionCanceledException e) {
      if (e.cancellationReasons().stream()
          .noneMatch(
              reason ->
                  "ConditionalCheckFailed".equals(reason.code())
                      || "TransactionConflict".equals(reason.code()))) {
        throw e;
      }
      return false;
    }
  }

  private List<TransactWriteItem> writes(IncidentChange change) {
    long before = change.before() == null ? 0 : change.before().version();
    Incident after = change.after().as(next(before));
    String id = after.id();
    List<TransactWriteItem> writes = new ArrayList<>();
    if (after.finished()) {
      writes.add(removed(INCIDENTS, id, before));
      writes.add(put(expiring(item(PAST_INCIDENTS, id, after), after.opened())));
    } else {
      writes.add(replaced(INCIDENTS, id, before, after.version(), after));
    }
    if (!change.entries().isEmpty()) {
      writes.add(
          put(
              expiring(
                  item(
                      timelineOf(id),
                      "%019d".formatted(after.version()),
                      new Happened(change.entries())),
                  after.opened())));
    }
    return writes;
  }

  /** Returns a later version: also after one of its key was removed, none ever comes again. */
  private long next(long version) {
    return Math.max(version + 1, clock.instant().toEpochMilli());
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName(table).item(item).build())
        .build();
  }

  private TransactWriteItem replaced(
      String partition, String sort, long before, long version, Object document) {
    Map<String, AttributeValue> item = item(partition, sort, document);
    item.put(VERSION, number(version));
    return put(item, before);
  }

  /** Puts an item in place of its version before, which is 0 if there is to be none. */
  private TransactWriteItem put(Map<String, AttributeValue> item, long before) {
    Put.Builder put = Put.builder().tableName(table).item(item);
    unchanged(
        before,
        put::conditionExpression,
        put::expressionAttributeNames,
        put::expressionAttributeValues);
    return TransactWriteItem.builder().put(put.build()).build();
  }

  private TransactWriteItem removed(String partition, String sort, long before) {
    Delete.Builder delete = Delete.builder().tableName(table).key(key(partition, sort));
    unchanged(
        before,
        delete::conditionExpression,
        delete::expressionAttributeNames,
        delete::expressionAttributeValues);
    return TransactWriteItem.builder().delete(delete.build()).build();
  }

  private static void unchanged(
      long before,
      Consumer<String> condition,
      Consumer<Map<String, String>> names,
      Consumer<Map<String, AttributeValue>> values) {
    if (before == 0) {
      names.accept(Map.of("#document", DOCUMENT));
      condition.accept("attribute_not_exists(#document)");
    } else {
      names.accept(Map.of("#version", VERSION));
      condition.accept("#version = :before");
      values.accept(Map.of(":before", number(before)));
    }
  }

  // ---------------------------------------------------------------- incidents

  @Override
  public List<Incident> incidents() {
    return all(INCIDENTS, Incident.class);
  }

  @Override
  public List<Incident> pastIncidents(int limit) {
    return dynamo
        .queryPaginator(
            query(PAST_INCIDENTS, request -> request.scanIndexForward(false).limit(limit)))
        .items()
        .stream()
        .limit(limit)
        .map(item -> document(item, Incident.class))
        .toList();
  }

  @Override
  public Optional<Incident> incident(String id) {
    return find(INCIDENTS, id, Incident.class).or(() -> find(PAST_INCIDENTS, id, Incident.class));
  }

  @Override
  public List<Entry> timeline(String incident) {
    return all(timelineOf(incident), Happened.class).stream()
        .flatMap(happened -> happened.entries().stream())
        .toList();
  }

  @Override
  public boolean isUsed(String token) {
    return find(LINKS, token, UsedLink.class).isPresent();
  }

  private static String timelineOf(String incident) {
    return "incident#" + incident;
  }

  private static Map<String, AttributeValue> expiring(
      Map<String, AttributeValue> item, Instant began) {
    item.put(OnCallTable.EXPIRY, number(began.plus(KEPT).getEpochSecond()));
    return item;
  }

  // ---------------------------------------------------------------- silences

  @Override
  public List<Silence> silences(Instant now) {
    return all(SILENCES, Silence.class).stream()
        .filter(silence -> silence.expires().isAfter(now))
        .toList();
  }

  @Override
  public void keep(Silence silence) {
    Map<String, AttributeValue> item = item(SILENCES, silence.id(), silence);
    item.put(OnCallTable.EXPIRY, number(silence.expires().plus(KEPT).getEpochSecond()));
    dynamo.putItem(request -> request.tableName(table).item(item));
  }

  // ---------------------------------------------------------------- pages

  @Override
  public Map<String, List<Instant>> sent(Instant now, Duration last) {
    Map<String, List<Instant>> sent = new HashMap<>();
    Stream.concat(onTheirWay().stream(), over(now.minus(last), now, Integer.MAX_VALUE).stream())
        .forEach(
            page ->
                sent.computeIfAbsent(page.receiver(), _ -> new ArrayList<>())
                    .add(page.notification().at()));
    return sent;
  }

  @Override
  public Optional<Page> take(String id, Instant now, Instant until) {
    try {
      return Optional.of(
          document(
              dynamo
                  .updateItem(
                      request ->
                          request
                              .tableName(table)
                              .key(key(PAGES, id))
                              .updateExpression("SET #taken = :until")
                              .conditionExpression(
                                  "attribute_exists(#document)"
                                      + " AND (attribute_not_exists(#taken) OR #taken <= :now)")
                              .expressionAttributeNames(
                                  Map.of("#taken", TAKEN, "#document", DOCUMENT))
                              .expressionAttributeValues(
                                  Map.of(
                                      ":until", number(until.toEpochMilli()),
                                      ":now", number(now.toEpochMilli())))
                              .returnValues(ReturnValue.ALL_NEW))
                  .attributes(),
              Page.class));
    } catch (ConditionalCheckFailedException e) {
      return Optional.empty();
    }
  }

  @Override
  public void keep(Page page) {
    change(page, "SET #document = :document", Map.of("#document", DOCUMENT));
  }

  @Override
  public void giveBack(Page page) {
    if (page.next().isPresent()) {
      change(
          page,
          "SET #document = :document REMOVE #taken",
          Map.of("#document", DOCUMENT, "#taken", TAKEN));
      return;
    }
    Instant at = page.notification().at();
    Map<String, AttributeValue> item =
        item(day(date(at)), SORTED.format(at) + "#" + page.id(), page);
    item.put(OnCallTable.EXPIRY, number(at.plus(KEPT).getEpochSecond()));
    dynamo.transactWriteItems(
        request ->
            request.transactItems(
                TransactWriteItem.builder()
                    .put(Put.builder().tableName(table).item(item).build())
                    .build(),
                TransactWriteItem.builder()
                    .delete(Delete.builder().tableName(table).key(key(PAGES, page.id())).build())
                    .build()));
  }

  private void change(Page page, String update, Map<String, String> names) {
    dynamo.updateItem(
        request ->
            request
                .tableName(table)
                .key(key(PAGES, page.id()))
                .updateExpression(update)
                // One that is over does not come back.
                .conditionExpression("attribute_exists(#document)")
                .expressionAttributeNames(names)
                .expressionAttributeValues(
                    Map.of(":document", AttributeValue.fromS(Documents.write(page)))));
  }

  @Override
  public List<Page> onTheirWay() {
    return all(PAGES, Page.class);
  }

  @Override
  public List<Page> over(Instant from, Instant to, int limit) {
    List<Page> pages = new ArrayList<>();
    for (LocalDate day = date(to);
        !day.isBefore(date(from)) && pages.size() < limit;
        day = day.minusDays(1)) {
      String partition = day(day);
      dynamo
          .queryPaginator(
              query(
                  partition,
                  request ->
                      request
                          .keyConditionExpression(
                              "#partition = :partition AND #sort BETWEEN :from AND :to")
                          .expressionAttributeNames(
                              Map.of(
                                  "#partition", OnCallTable.PARTITION_KEY,
                                  "#sort", OnCallTable.SORT_KEY))
                          .expressionAttributeValues(
                              Map.of(
                                  ":partition", AttributeValue.fromS(partition),
                                  ":from", AttributeValue.fromS(SORTED.format(from)),
                                  // after every id of that instant
                                  ":to", AttributeValue.fromS(SORTED.format(to) + "~")))
                          .scanIndexForward(false)))
          .items()
          .stream()
          .limit((long) limit - pages.size())
          .forEach(item -> pages.add(document(item, Page.class)));
    }
    return List.copyOf(pages);
  }

  // ---------------------------------------------------------------- items

  private <T> List<T> all(String partition, Class<T> type) {
    return dynamo.queryPaginator(query(partition, request -> {})).items().stream()
        .map(item -> document(item, type))
        .toList();
  }

  private <T> Optional<T> find(String partition, String sort, Class<T> type) {
    return Optional.of(
            dynamo
                .getItem(
                    request ->
                        request.tableName(table).key(key(partition, sort)).consistentRead(true))
                .item())
        .filter(item -> !item.isEmpty())
        .map(item -> document(item, type));
  }

  private QueryRequest query(String partition, Consumer<QueryRequest.Builder> more) {
    return QueryRequest.builder()
        .tableName(table)
        .keyConditionExpression("#partition = :partition")
        .expressionAttributeNames(Map.of("#partition", OnCallTable.PARTITION_KEY))
        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
        .consistentRead(true)
        .applyMutation(more)
        .build();
  }

  private static <T> T document(Map<String, AttributeValue> item, Class<T> type) {
    AttributeValue document = item.get(DOCUMENT);
    if (document == null) {
      throw new IllegalStateException("an item of on-call has no document: " + item.keySet());
    }
    return Documents.read(document.s(), type);
  }

  private static Map<String, AttributeValue> item(String partition, String sort, Object document) {
    Map<String, AttributeValue> item = new HashMap<>(key(partition, sort));
    item.put(DOCUMENT, AttributeValue.fromS(Documents.write(document)));
    return item;
  }

  private static Map<String, AttributeValue> key(String partition, String sort) {
    return Map.of(
        OnCallTable.PARTITION_KEY, AttributeValue.fromS(partition),
        OnCallTable.SORT_KEY, AttributeValue.fromS(sort));
  }

  private static String day(LocalDate day) {
    return PAGES + "#" + day;
  }

  private static LocalDate date(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
