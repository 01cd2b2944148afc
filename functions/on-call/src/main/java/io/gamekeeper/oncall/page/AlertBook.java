package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
   * Keeps a conversation, and with it the page that comes of it, or neither.
   *
   * @param after null if the conversation is over
   * @return false if another has changed the conversation since it was read
   */
  boolean commit(Conversation before, @Nullable Conversation after, Optional<Page> page);

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
