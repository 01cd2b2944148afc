package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.route.Decision.Notice;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Somebody who is told.
 *
 * @param contacts the addresses that are used
 * @param reserve the person's other addresses, for when none of those works
 */
public record Recipient(
    String person, Map<Channel, String> contacts, Map<Channel, String> reserve) {
  public Recipient {
    contacts = Map.copyOf(contacts);
    reserve = Map.copyOf(reserve);
  }

  /**
   * Returns whom a notice is for. Where nobody is woken, what wakes somebody is no reserve outside
   * of the person's hours.
   */
  static Recipient of(Notice notice, Instant now, boolean wakes) {
    boolean asleep = !wakes && !notice.person().hours().contains(now);
    Map<Channel, String> used = new EnumMap<>(Channel.class);
    Map<Channel, String> others = new EnumMap<>(Channel.class);
    notice
        .person()
        .contacts()
        .forEach(
            (channel, contact) ->
                (notice.channels().contains(channel) ? used : others).put(channel, contact));
    if (asleep) {
      others.keySet().removeIf(Channel::wakes);
    }
    return new Recipient(notice.person().name(), used, others);
  }

  /** Returns the person without what wakes somebody, unless nothing else is left. */
  Recipient quiet() {
    Map<Channel, String> quiet = new HashMap<>(contacts);
    quiet.keySet().removeIf(Channel::wakes);
    return quiet.isEmpty() ? this : new Recipient(person, quiet, Map.of());
  }

  /** Returns each person once, with all addresses that any of them names. */
  static List<Recipient> merged(Stream<Recipient> recipients) {
    Map<String, Recipient> byName = new LinkedHashMap<>();
    recipients.forEach(each -> byName.merge(each.person, each, Recipient::and));
    return List.copyOf(byName.values());
  }

  private Recipient and(Recipient other) {
    Map<Channel, String> used = new HashMap<>(contacts);
    used.putAll(other.contacts);
    Map<Channel, String> others = new HashMap<>(reserve);
    others.putAll(other.reserve);
    others.keySet().removeAll(used.keySet());
    return new Recipient(person, used, others);
  }
}
