package io.gamekeeper.local.messenger;

import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.aws.smsvoice.PhoneNumbers;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.service.StageException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messengers of a stage – Slack and WeCom – and the watcher of its heartbeat, behind their host
 * names. The keys that functions need are written to the secret that their environment names.
 */
public final class Messengers {
  private final Secrets secrets;
  private final PhoneNumbers numbers;
  private final MessengerKeys keys;
  private final HeartbeatWatcher watcher;

  private Messengers(
      Secrets secrets, PhoneNumbers numbers, MessengerKeys keys, HeartbeatWatcher watcher) {
    this.secrets = secrets;
    this.numbers = numbers;
    this.keys = keys;
    this.watcher = watcher;
  }

  /**
   * Opens messengers with keys that are made up in a folder at the first start, and kept there.
   *
   * @param web where they are reached
   * @param secrets where functions find the keys
   * @param numbers the phone numbers of the account
   * @param channels to the inbox
   */
  public static Messengers open(
      Path folder,
      InstantSource clock,
      WebHosts web,
      Secrets secrets,
      PhoneNumbers numbers,
      Channels channels) {
    MessengerKeys keys = MessengerKeys.open(folder);
    Line slackLine = channels.line(Channel.SLACK);
    Line weComLine = channels.line(Channel.WECOM);
    FakeSlack slack = new FakeSlack(keys.slackBotToken(), slackLine, clock);
    FakeWeCom weCom = new FakeWeCom(keys, new WeComTokens(clock), weComLine);
    HeartbeatWatcher watcher = new HeartbeatWatcher(keys.heartbeat(), clock);
    web.register(FakeSlack.HOST, slackLine.to(slack::answer, FakeSlack.BUSY, FakeSlack.BROKEN));
    web.register(FakeWeCom.HOST, weComLine.to(weCom::answer, FakeWeCom.BUSY, FakeWeCom.BROKEN));
    web.register(HeartbeatWatcher.HOST, watcher::answer);
    return new Messengers(secrets, numbers, keys, watcher);
  }

  /**
   * Gives a function what a person gives it on AWS: the keys in its secret, and the number that it
   * calls from. Does nothing for a function that reaches nobody.
   *
   * @throws StageException if there is no such secret, or if that is no number
   */
  public void trustedBy(FunctionConfig function) {
    @Nullable String secret = function.environment().get(MessengerEnvironment.CREDENTIALS);
    @Nullable String number = function.environment().get(MessengerEnvironment.PHONE_NUMBER);
    try {
      if (secret != null) {
        fillIn(secret);
      }
      if (number != null && !number.isEmpty()) {
        numbers.acquire(number);
      }
    } catch (IllegalArgumentException e) {
      throw StageException.of(function.logicalId(), String.valueOf(e.getMessage()), e);
    }
  }

  private synchronized void fillIn(String secret) {
    String credentials = keys.credentials();
    if (!secrets.value(secret).equals(credentials)) {
      secrets.put(secret, credentials);
    }
  }

  /** Returns when the last heartbeat came; empty if none has. */
  public Optional<Instant> lastHeartbeat() {
    return watcher.last();
  }
}
