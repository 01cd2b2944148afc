package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import java.util.function.Supplier;

/** Whom a channel reaches: one person each time, never a group. */
final class Contacts {
  private Contacts() {}

  /** Sends if the contact is one of that channel. */
  static Result checked(Channel channel, String contact, Supplier<Result> sending) {
    return channel.contact().matcher(contact).matches()
        ? sending.get()
        : new Refused("the contact is not " + channel.contactInWords());
  }
}
