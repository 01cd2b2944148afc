package io.gamekeeper.local.target;

import java.util.Map;
import java.util.Optional;

/**
 * What a service hands to a target.
 *
 * @param payload JSON, or any text where the target takes texts
 * @param sender the service's principal, or the account on whose behalf it calls
 * @param attributes by name; only queues and topics keep them
 * @param traceHeader X-Ray's header
 * @param subject a line for people; only topics keep it
 * @param group the message group; only queues keep it
 */
public record Call(
    String payload,
    String sender,
    Map<String, Attribute> attributes,
    Optional<String> traceHeader,
    Optional<String> subject,
    Optional<String> group) {
  public Call {
    attributes = Map.copyOf(attributes);
  }

  /** A call without a subject and a group. */
  public Call(
      String payload,
      String sender,
      Map<String, Attribute> attributes,
      Optional<String> traceHeader) {
    this(payload, sender, attributes, traceHeader, Optional.empty(), Optional.empty());
  }

  /** The same call with that subject. */
  public Call about(Optional<String> other) {
    return new Call(payload, sender, attributes, traceHeader, other, group);
  }

  /** The same call in that message group. */
  public Call in(Optional<String> other) {
    return new Call(payload, sender, attributes, traceHeader, subject, other);
  }

  /** A message attribute. */
  public record Attribute(String type, String value) {
    public static Attribute text(String value) {
      return new Attribute("String", value);
    }

    public static Attribute number(long value) {
      return new Attribute("Number", Long.toString(value));
    }
  }

  /** A call without attributes and trace. */
  public static Call of(String payload, String sender) {
    return new Call(payload, sender, Map.of(), Optional.empty());
  }
}
