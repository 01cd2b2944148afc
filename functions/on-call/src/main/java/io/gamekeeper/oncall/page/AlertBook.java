package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where on-call keeps what is going on. What a method has returned from is kept. */
public interface AlertBook {

  /** Keeps an alert's state, unless a later one is known. */
  void record(Alert alert);

  /** Returns the last known state of each alert, those that are over for weeks included. */
  List<Alert> alerts();

  /** Returns a group's conversation; empty if there is none. */
  Optional<Conversation> conversation(String key);

  /** Returns all conversations. */
  List<Conversation> conversations();

  /**
   * Keeps changes, all of them or none.
   *
   * @return false if another has changed one of the conversations or incidents since it was read,
   *     or has used the link
   */
  boolean commit(Changes changes);

  /** Returns the incidents that are open, and those that OpsCenter does not know the end of. */
  List<Incident> incidents();

  /**
   * Returns the incidents of which nothing is left to do, the newest first.
   *
   * @param limit the most
   */
  List<Incident> pastIncidents(int limit);

  /** Returns an incident; empty if there is none. */
  Optional<Incident> incident(String id);

  /** Returns what happened in an incident, in the order in which it was kept. */
  List<Entry> timeline(String incident);

  /** Returns whether a link was used. */
  boolean isUsed(String token);

  /** Returns when each receiver, by name, was sent its messages of the last time. */
  Map<String, List<Instant>> sent(Instant now, Duration last);

  /** Returns the silences that hold now or later. */
  List<Silence> silences(Instant now);

  /** Keeps a silence, in place of one with its id. */
  void keep(Silence silence);

  /**
   * Takes a page to send it, so that nobody else does until then; empty if it is over or another
   * has taken it.
   */
  Optional<Page> take(String id, Instant now, Instant until);

  /** Keeps how far a page is that was taken. */
  void keep(Page page);

  /** Gives a page back that was taken. One that is over is kept among those of its day. */
  void giveBack(Page page);

  /** Returns the pages that are not over. */
  List<Page> onTheirWay();

  /**
   * Returns the pages that are over, the newest first.
   *
   * @param limit the most
   */
  List<Page> over(Instant from, Instant to, int limit);
}
