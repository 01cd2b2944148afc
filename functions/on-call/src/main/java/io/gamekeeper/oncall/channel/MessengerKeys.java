package io.gamekeeper.oncall.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.platform.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys to messengers from Secrets Manager, see {@link MessengerCredentials}. They are read
 * again when a service does not accept one, because then it was perhaps replaced.
 */
public final class MessengerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MessengerKeys.class);

  /** What headers and addresses take; a header with something else would be quoted in an error. */
  private static final Pattern KEY = Pattern.compile("[!-~]+");

  private final CachedSecret secret;

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
    this.secret = new CachedSecret(platform, secret);
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
      return new Failed("the secret %s cannot be read".formatted(secret.arn()), Optional.empty());
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
        return Optional.of(
            new Refused("%s is not set in the secret %s".formatted(member, secret.arn())));
      }
      if (!KEY.matcher(value).matches()) {
        return Optional.of(
            new Refused(
                "%s in the secret %s has characters that no key has"
                    .formatted(member, secret.arn())));
      }
    }
    return Optional.empty();
  }

  /** Reads them again, because one was not accepted. */
  Map<String, String> renewed() {
    return secret.renewed().map(this::members).orElse(Map.of());
  }

  private Optional<Map<String, String>> current() {
    return secret.current().map(this::members);
  }

  private Map<String, String> members(String document) {
    Map<String, String> members = new HashMap<>();
    Documents.object(document)
        .ifPresentOrElse(
            object ->
                object
                    .properties()
                    .forEach(member -> add(members, member.getKey(), member.getValue())),
            () -> LOG.error("The secret {} is not a JSON object", secret.arn()));
    return Map.copyOf(members);
  }

  private static void add(Map<String, String> members, String name, JsonNode value) {
    String text = value.isTextual() || value.isIntegralNumber() ? value.asText().strip() : "";
    if (!text.isEmpty()) {
      members.put(name, text);
    }
  }
}
