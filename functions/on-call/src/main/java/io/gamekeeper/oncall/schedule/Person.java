package io.gamekeeper.oncall.schedule;

import io.gamekeeper.oncall.Channel;
import java.util.Map;

/**
 * Somebody who can be told.
 *
 * @param hours when it disturbs nobody to be called, by the clocks where the person lives
 * @param contacts the address on each channel that reaches the person
 */
public record Person(String name, WeeklyHours hours, Map<Channel, String> contacts) {
  public Person {
    if (contacts.isEmpty()) {
      throw new IllegalArgumentException(name + " has no contact");
    }
    contacts = Map.copyOf(contacts);
  }
}
