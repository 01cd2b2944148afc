package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.MessengerCalls.Disturbance;
import io.gamekeeper.local.admin.MessengerCalls.Heartbeat;
import io.gamekeeper.local.admin.MessengerCalls.Message;
import io.gamekeeper.local.admin.MessengerCalls.Messages;
import io.gamekeeper.local.admin.MessengerCalls.Search;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.inbox.Fault;
import io.gamekeeper.local.messenger.Messengers;
import java.util.List;
import java.util.function.UnaryOperator;

/** The stage's side of {@link MessengerCalls}. */
final class MessengerOperations {
  private final Channels channels;
  private final Messengers messengers;
  private final UnaryOperator<String> here;

  /**
   * Creates the operations.
   *
   * @param here returns where a link leads on this machine
   */
  MessengerOperations(Channels channels, Messengers messengers, UnaryOperator<String> here) {
    this.channels = channels;
    this.messengers = messengers;
    this.here = here;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        MessengerCalls.INBOX.by(this::search),
        MessengerCalls.FAULT.by(this::disturb),
        MessengerCalls.HEARTBEAT.by(_ -> new Heartbeat(messengers.lastHeartbeat().orElse(null))));
  }

  private Messages search(Search search) {
    if (search.limit() < 1) {
      throw new IllegalArgumentException("the argument limit must be at least 1");
    }
    return new Messages(
        channels.inbox().all().reversed().stream()
            .filter(each -> search.channel() == null || each.channel() == search.channel())
            .filter(each -> search.to() == null || each.to().equals(search.to()))
            .limit(search.limit())
            .map(this::message)
            .toList());
  }

  private Message message(Delivered message) {
    return new Message(
        message.at(),
        message.channel(),
        message.to(),
        message.title(),
        message.text(),
        message.links().stream().map(here).toList());
  }

  private Nothing disturb(Disturbance disturbance) {
    channels.disturb(
        disturbance.channel(), new Fault(disturbance.state(), disturbance.errorPercent()));
    return Nothing.NOTHING;
  }
}
