package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Fault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on what reaches people, and on the ways to them. */
public final class MessengerCalls {
  /** Lists messages that have reached people, newest first. */
  public static final AdminOperation<Search, Messages> INBOX =
      new AdminOperation<>("inbox-list", Search.class, Messages.class);

  /** Breaks a channel or repairs it. */
  public static final AdminOperation<Disturbance, Nothing> FAULT =
      new AdminOperation<>("messenger-fault", Disturbance.class, Nothing.class);

  /** Tells when the watcher outside of the account got the last heartbeat. */
  public static final AdminOperation<Nothing, Heartbeat> HEARTBEAT =
      new AdminOperation<>("heartbeat-last", Nothing.class, Heartbeat.class);

  private MessengerCalls() {}

  /**
   * A question for messages.
   *
   * @param channel null for all
   * @param to the address that they were sent to; null for all
   * @param limit how many at most
   */
  public record Search(@Nullable Channel channel, @Nullable String to, int limit) {}

  /** Messages, newest first. */
  public record Messages(List<Message> messages) {}

  /**
   * A message.
   *
   * @param text what a person reads or hears, without markup
   * @param links where it leads
   */
  public record Message(
      Instant at, Channel channel, String to, String title, String text, List<String> links) {}

  /**
   * The fault of a channel.
   *
   * @param errorPercent of the requests are answered with an internal error
   */
  public record Disturbance(Channel channel, Fault.State state, int errorPercent) {}

  /**
   * The last heartbeat.
   *
   * @param at null if none has come
   */
  public record Heartbeat(@Nullable Instant at) {}
}
