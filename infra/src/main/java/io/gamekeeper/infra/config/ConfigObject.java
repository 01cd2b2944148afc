package io.gamekeeper.infra.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object, key by key, and knows the path that led to it. Every read states what is
 * allowed, and says so if the value is anything else.
 */
final class ConfigObject {
  private final String path;
  private final JsonNode node;

  private ConfigObject(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  /** An object that may have these keys and no other. */
  static ConfigObject of(String path, @Nullable JsonNode node, List<String> allowedKeys) {
    if (node == null || node.isMissingNode() || node.isNull()) {
      throw new ConfigException(path, "is missing; allowed: an object with " + names(allowedKeys));
    }
    if (!node.isObject()) {
      throw new ConfigException(
          path, node + " is no object; allowed: an object with " + names(allowedKeys));
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!allowedKeys.contains(key)) {
                throw new ConfigException(
                    path + "." + key, "is not known; allowed here: " + names(allowedKeys));
              }
            });
    return new ConfigObject(path, node);
  }

  ConfigObject object(String key, String... allowedKeys) {
    return of(path + "." + key, node.get(key), Arrays.asList(allowedKeys));
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  String text(String key, Pattern allowed, String inWords) {
    return required(key, inWords, n -> n.isTextual() && allowed.matcher(n.textValue()).matches())
        .textValue();
  }

  Optional<String> optionalText(String key, Pattern allowed, String inWords) {
    return has(key) ? Optional.of(text(key, allowed, inWords)) : Optional.empty();
  }

  boolean flag(String key) {
    return required(key, "true or false", JsonNode::isBoolean).booleanValue();
  }

  int integer(String key, int min, int max) {
    return required(
            key,
            "an integer from " + min + " to " + max,
            n ->
                n.isIntegralNumber()
                    && n.canConvertToInt()
                    && n.intValue() >= min
                    && n.intValue() <= max)
        .intValue();
  }

  /** An integer that may be beyond {@code int}. */
  long wholeNumber(String key, long min, long max) {
    return required(
            key,
            "an integer from " + min + " to " + max,
            n ->
                n.isIntegralNumber()
                    && n.canConvertToLong()
                    && n.longValue() >= min
                    && n.longValue() <= max)
        .longValue();
  }

  Optional<Integer> optionalInteger(String key, int min, int max) {
    return has(key) ? Optional.of(integer(key, min, max)) : Optional.empty();
  }

  /** An integer out of a set, in the set's natural order in the message. */
  int oneOf(String key, SortedSet<Integer> allowed) {
    return required(
            key,
            "one of " + allowed,
            n -> n.isIntegralNumber() && n.canConvertToInt() && allowed.contains(n.intValue()))
        .intValue();
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    return Enum.valueOf(
        type,
        required(key, "one of " + names, n -> n.isTextual() && names.contains(n.textValue()))
            .textValue());
  }

  List<String> distinctTexts(String key, int count, Pattern allowed, String inWords) {
    return distinctTexts(key, count, count, allowed, "a list of " + count + " different ", inWords);
  }

  List<String> distinctTexts(String key, int min, int max, Pattern allowed, String inWords) {
    return distinctTexts(
        key, min, max, allowed, "a list of " + min + " to " + max + " different ", inWords);
  }

  private List<String> distinctTexts(
      String key, int min, int max, Pattern allowed, String list, String inWords) {
    String wanted = list + inWords;
    JsonNode value = required(key, wanted, JsonNode::isArray);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()
          || !allowed.matcher(element.textValue()).matches()
          || texts.contains(element.textValue())) {
        throw refused(key, element, wanted);
      }
      texts.add(element.textValue());
    }
    if (texts.size() < min || texts.size() > max) {
      throw refused(key, value, wanted);
    }
    return texts;
  }

  /** A mistake that concerns several keys of this object. */
  ConfigException inconsistent(String problem) {
    return new ConfigException(path, problem);
  }

  private JsonNode required(String key, String inWords, Predicate<JsonNode> allowed) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new ConfigException(path + "." + key, "is missing; allowed: " + inWords);
    }
    if (!allowed.test(value)) {
      throw refused(key, value, inWords);
    }
    return value;
  }

  private ConfigException refused(String key, JsonNode value, String inWords) {
    return new ConfigException(path + "." + key, value + " is not allowed; allowed: " + inWords);
  }

  private static String names(List<String> keys) {
    return String.join(", ", keys);
  }
}
