package io.gamekeeper.local.inbox;

import java.time.Instant;
import java.util.List;

/**
 * A message that has reached somebody.
 *
 * @param to the person's address on the channel
 * @param title what is seen first: a mail's subject, a message's headline, or its first line
 * @param text what a person reads or hears, without markup
 * @param links the addresses that it leads to, in the order in which they appear
 */
public record Delivered(
    Channel channel, String to, Instant at, String title, String text, List<String> links) {
  public Delivered {
    links = List.copyOf(links);
  }
}
