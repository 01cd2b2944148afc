package io.gamekeeper.oncall.page;

import java.time.Instant;

/**
 * Asks for another look. It is a hint, which may be lost or come twice: all that is due is looked
 * at each minute anyhow.
 */
public interface Waker {

  /** Asks to look at a group. */
  void look(String group, Instant at);

  /** Asks to send what is left of a page. */
  void send(String page, Instant at);
}
