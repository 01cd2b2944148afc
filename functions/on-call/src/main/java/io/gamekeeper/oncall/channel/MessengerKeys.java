package io.gamekeeper.oncall.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The keys to messengers from Secrets Manager, see {@link MessengerCredentials}. They are read when
 * first needed, again every few minutes, and when a service does not accept one, because then it
 * was replaced. If they cannot be read again, the last ones stay.
 */
public final class MessengerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MessengerKeys.class);

  static final Duration FRESH = Duration.ofMinutes(5);

  /** The pause between two readings, whatever services say. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** What headers and addresses take; a header with something else would be quoted in an error. */
  private static final Pattern KEY = Pattern.compile("[!-~]+");

  private final Platform platform;
  private final String secret;
  private @Nullable Map<String, String> known;
  private @Nullable Instant readAt;
  private @Nullable Instant triedAt;

  /** The keys that were asked for; each is there. */
  record Keys(Map<String, String> values) {
    String get(String member) {
      return Objects.requireNonNull(values.get(member), member);
    }
  }

  /** What a try with keys came to. */
  sealed interface Try {}

  /** The service has answered. */
  record Done(Result result) implements Try {}

  /**
   * The service does not accept the keys.
   *
   * @param why in a sentence, if it does not accept renewed ones either
   */
  record NotAccepted(String why) implements Try {}

  /**
   * Creates the reader of the keys in a secret.
   *
   * @param secret its ARN
   */
  public MessengerKeys(Platform platform, String secret) {
    this.platform = platform;
    this.secret = secret;
  }

  /** Returns a member; empty if it is not set, or the secret cannot be read. */
  Optional<String> value(String member) {
    return Optional.ofNullable(current().orElse(Map.of()).get(member));
  }

  /**
   * Tries something with keys, and once more if they are not accepted and were replaced.
   *
   * @param members the keys that it takes
   */
  Result with(List<String> members, Function<Keys, Try> attempt) {
    Map<String, String> keys = current().orElse(null);
    if (keys == null) {
      return new Failed("the secret %s cannot be read".formatted(secret), Optional.empty());
    }
    return problem(members, keys)
        .orElseGet(
            () ->
                switch (attempt.apply(new Keys(keys))) {
                  case Done(Result result) -> result;
                  case NotAccepted(String why) -> again(members, keys, why, attempt);
                });
  }

  private Result again(
      List<String> members, Map<String, String> before, String why, Function<Keys, Try> attempt) {
    Map<String, String> keys = renewed();
    if (members.stream().allMatch(member -> Objects.equals(before.get(member), keys.get(member)))) {
      return new Refused(why);
    }
    return problem(members, keys)
        .orElseGet(
            () ->
                switch (attempt.apply(new Keys(keys))) {
                  case Done(Result result) -> result;
                  case NotAccepted(String whyNow) -> new Refused(whyNow);
                });
  }

  private Optional<Result> problem(List<String> members, Map<String, String> keys) {
    for (String member : members) {
      String value = keys.get(member);
      if (value == null) {
        return Optional.of(new Refused("%s is not set in the secret %s".formatted(member, secret)));
      }
      if (!KEY.matcher(value).matches()) {
        return Optional.of(
            new Refused(
                "%s in the secret %s has characters that no key has".formatted(member, secret)));
      }
    }
    return Optional.empty();
  }

  /** Reads them again, because one was not accepted. */
  synchronized Map<String, String> renewed() {
    read(platform.clock().instant());
    return known == null ? Map.of() : known;
  }

  private synchronized Optional<Map<String, String>> current() {
    Instant now = platform.clock().instant();
    if (readAt == null || isPast(readAt, FRESH, now)) {
      read(now);
    }
    return Optional.ofNullable(known);
  }

  private void read(Instant now) {
    if (triedAt != null && !isPast(triedAt, PAUSE, now)) {
      return;
    }
    triedAt = now;
    try {
      String document =
          platform
              .client(SecretsManagerClient.class)
              .getSecretValue(
                  request ->
                      request
                          .secretId(secret)
                          .overrideConfiguration(limits -> limits.apiCallTimeout(TIMEOUT)))
              .secretString();
      readAt = now;
      known = members(document);
    } catch (SdkException e) {
      LOG.warn("The keys to messengers cannot be read: {}", e.toString());
    }
  }

  private Map<String, String> members(@Nullable String document) {
    Map<String, String> members = new HashMap<>();
    Optional.ofNullable(document)
        .flatMap(Documents::object)
        .ifPresentOrElse(
            object ->
                object
                    .properties()
                    .forEach(member -> add(members, member.getKey(), member.getValue())),
            () -> LOG.error("The secret {} is not a JSON object", secret));
    return Map.copyOf(members);
  }

  private static void add(Map<String, String> members, String name, JsonNode value) {
    String text = value.isTextual() || value.isIntegralNumber() ? value.asText().strip() : "";
    if (!text.isEmpty()) {
      members.put(name, text);
    }
  }

  private static boolean isPast(Instant then, Duration age, Instant now) {
    return !now.isBefore(then.plus(age));
  }
}
