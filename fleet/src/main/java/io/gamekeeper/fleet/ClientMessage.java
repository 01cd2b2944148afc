package io.gamekeeper.fleet;

import io.gamekeeper.fleet.system.Json;
import java.io.IOException;
import java.util.Map;

/** A message of a player's client. */
sealed interface ClientMessage {

  /** Go in that direction; (0, 0) is a halt, a length of 1 is full speed. */
  record Move(double dx, double dy) implements ClientMessage {}

  /** Answer at once, so that the client learns its latency. */
  record Ping(long id) implements ClientMessage {}

  /** A message that the protocol does not know. */
  record Malformed(String why) implements ClientMessage {}

  /** Reads a message; never throws. */
  static ClientMessage parse(String text) {
    try {
      Map<String, Object> members = Json.flatObject(text);
      return switch (members.get("type")) {
        case String type when type.equals("move") -> move(members);
        case String type when type.equals("ping") -> ping(members);
        case null, default -> new Malformed("'type' is missing or unknown");
      };
    } catch (IOException e) {
      return new Malformed("the message is not a JSON object, or a number in it is too large");
    }
  }

  private static ClientMessage ping(Map<String, Object> members) {
    return members.get("id") instanceof Long id
        ? new Ping(id)
        : new Malformed("ping needs a whole number 'id'");
  }

  private static ClientMessage move(Map<String, Object> members) {
    return members.get("dx") instanceof Number dx && members.get("dy") instanceof Number dy
        ? new Move(dx.doubleValue(), dy.doubleValue())
        : new Malformed("move needs numbers 'dx' and 'dy'");
  }
}
