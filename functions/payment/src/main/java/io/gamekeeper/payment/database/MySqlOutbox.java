package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.Outbox;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The outbox in MySQL. Rows are locked while they are published, and other relays skip them; a
 * relay that dies frees them.
 */
final class MySqlOutbox implements Outbox {
  private final Transactions transactions;

  MySqlOutbox(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Batch publish(int most, Announcements bus, Instant at) {
    return transactions.write(
        session -> {
          List<Events.Waiting> waiting = session.list(Sql.LOCK_UNPUBLISHED, Events::read, most);
          if (waiting.isEmpty()) {
            return session.abandon(new Batch(0, 0));
          }
          Set<String> failed =
              bus.publish(waiting.stream().map(Events.Waiting::announcement).toList());
          List<Events.Waiting> published =
              waiting.stream().filter(w -> !failed.contains(w.announcement().id())).toList();
          if (published.isEmpty()) {
            return session.abandon(new Batch(0, waiting.size()));
          }
          mark(session, published, at);
          return new Batch(published.size(), waiting.size() - published.size());
        });
  }

  @Override
  public Optional<Instant> oldest() {
    return transactions.read(
        session ->
            session.first(Sql.OLDEST_UNPUBLISHED, row -> Session.instant(row, 1).orElseThrow()));
  }

  private static void mark(Session session, List<Events.Waiting> published, Instant at)
      throws SQLException {
    List<Object> seqs = new ArrayList<>();
    seqs.add(at);
    published.forEach(event -> seqs.add(event.seq()));
    session.updateEach(Sql.MARK_PUBLISHED, published.size(), seqs.toArray());
    for (Map.Entry<Long, List<String>> same : purchasesByEvents(published).entrySet()) {
      List<Object> values = new ArrayList<>(List.of(same.getKey(), same.getKey()));
      values.addAll(same.getValue());
      session.updateEach(Sql.EVENTS_PUBLISHED, same.getValue().size(), values.toArray());
    }
  }

  /** Groups purchases by how many of their events were published: as a rule, each published all. */
  private static Map<Long, List<String>> purchasesByEvents(List<Events.Waiting> published) {
    Map<String, Long> events =
        published.stream()
            .map(Events.Waiting::announcement)
            .collect(
                Collectors.groupingBy(
                    Announcement::purchaseId, TreeMap::new, Collectors.counting()));
    return events.keySet().stream()
        .collect(Collectors.groupingBy(events::get, TreeMap::new, Collectors.toList()));
  }
}
