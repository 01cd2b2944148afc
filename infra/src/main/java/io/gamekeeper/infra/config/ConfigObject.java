package io.gamekeeper.infra.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object key by key and notes which keys were asked for: those are the keys that the
 * object may have. Every read states what is allowed, and a mistake names the path of its key.
 */
final class ConfigObject {
  private final String path;
  private final JsonNode node;
  private final Set<String> asked = new LinkedHashSet<>();

  private ConfigObject(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  /**
   * Reads an object, which may have the keys that its reader asks for and no other.
   *
   * @param reader reads every key whatever the values of the others are, and states by {@link
   *     #check} what several keys must fulfil together
   * @throws ConfigException at the first mistake
   */
  static <T> T read(String path, @Nullable JsonNode node, Function<ConfigObject, T> reader) {
    Set<String> known = keys(reader);
    String wanted = "an object with " + String.join(", ", known);
    if (node == null || node.isMissingNode() || node.isNull()) {
      throw new ConfigException(path, "is missing; allowed: " + wanted);
    }
    if (!node.isObject()) {
      throw new ConfigException(path, node + " is not an object; allowed: " + wanted);
    }
    for (var field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw unknown(path, field.getKey(), known);
      }
    }
    return reader.apply(new ConfigObject(path, node));
  }

  /** Returns the keys that a reader asks for, in its order: it reads an object that lists them. */
  private static Set<String> keys(Function<ConfigObject, ?> reader) {
    ConfigObject listing = new ConfigObject("", MissingNode.getInstance());
    Object _ = reader.apply(listing);
    return listing.asked;
  }

  private static ConfigException unknown(String path, String key, Collection<String> known) {
    String nearest =
        NearestKey.to(key, known).map(name -> "did you mean " + name + "? ").orElse("");
    return new ConfigException(
        path + "." + key, "is not known; " + nearest + "allowed here: " + String.join(", ", known));
  }

  /**
   * Returns whether this object only lists keys: then each read returns a sample, and nothing is
   * wrong.
   */
  private boolean isListing() {
    return node.isMissingNode();
  }

  <T> T object(String key, Function<ConfigObject, T> reader) {
    asked.add(key);
    return isListing()
        ? reader.apply(new ConfigObject(key, node))
        : read(path + "." + key, node.get(key), reader);
  }

  <T> Optional<T> optionalObject(String key, Function<ConfigObject, T> reader) {
    return has(key) ? Optional.of(object(key, reader)) : Optional.empty();
  }

  private boolean has(String key) {
    asked.add(key);
    return node.hasNonNull(key);
  }

  String text(String key, Pattern allowed, String inWords) {
    return required(key, inWords, n -> n.isTextual() && allowed.matcher(n.textValue()).matches())
        .map(JsonNode::textValue)
        .orElse("");
  }

  Optional<String> optionalText(String key, Pattern allowed, String inWords) {
    return has(key) ? Optional.of(text(key, allowed, inWords)) : Optional.empty();
  }

  boolean flag(String key) {
    return required(key, "true or false", JsonNode::isBoolean)
        .map(JsonNode::booleanValue)
        .orElse(false);
  }

  int integer(String key, int min, int max) {
    return (int) wholeNumber(key, min, max);
  }

  /** Reads an integer that may be beyond {@code int}. */
  long wholeNumber(String key, long min, long max) {
    return required(
            key,
            "an integer from " + min + " to " + max,
            n ->
                n.isIntegralNumber()
                    && n.canConvertToLong()
                    && n.longValue() >= min
                    && n.longValue() <= max)
        .map(JsonNode::longValue)
        .orElse(min);
  }

  Optional<Integer> optionalInteger(String key, int min, int max) {
    return has(key) ? Optional.of(integer(key, min, max)) : Optional.empty();
  }

  /** Reads one of these integers. */
  int oneOf(String key, List<Integer> allowed) {
    return required(
            key,
            "one of " + allowed,
            n -> n.isIntegralNumber() && n.canConvertToInt() && allowed.contains(n.intValue()))
        .map(JsonNode::intValue)
        .orElseGet(allowed::getFirst);
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> names = constants.stream().map(Enum::name).toList();
    return required(key, "one of " + names, n -> n.isTextual() && names.contains(n.textValue()))
        .map(name -> Enum.valueOf(type, name.textValue()))
        .orElseGet(constants::getFirst);
  }

  List<String> distinctTexts(String key, int count, Pattern allowed, String inWords) {
    return distinctTexts(key, count, count, allowed, "a list of " + count + " different ", inWords);
  }

  List<String> distinctTexts(String key, int min, int max, Pattern allowed, String inWords) {
    return distinctTexts(
        key, min, max, allowed, "a list of " + min + " to " + max + " different ", inWords);
  }

  Optional<List<String>> optionalDistinctTexts(
      String key, int min, int max, Pattern allowed, String inWords) {
    return has(key)
        ? Optional.of(distinctTexts(key, min, max, allowed, inWords))
        : Optional.empty();
  }

  private List<String> distinctTexts(
      String key, int min, int max, Pattern allowed, String list, String inWords) {
    String wanted = list + inWords;
    Optional<JsonNode> value = required(key, wanted, JsonNode::isArray);
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value.orElseGet(MissingNode::getInstance)) {
      if (!element.isTextual()
          || !allowed.matcher(element.textValue()).matches()
          || texts.contains(element.textValue())) {
        throw refused(key, element, wanted);
      }
      texts.add(element.textValue());
    }
    if (value.isPresent() && (texts.size() < min || texts.size() > max)) {
      throw refused(key, value.get(), wanted);
    }
    return texts;
  }

  /**
   * Refuses values of this object that do not go together.
   *
   * @param problem what is wrong and what is allowed, for whoever edits the file
   */
  void check(boolean consistent, String problem) {
    if (!consistent && !isListing()) {
      throw new ConfigException(path, problem);
    }
  }

  /** Returns the value of a key that must be there; empty only while keys are listed. */
  private Optional<JsonNode> required(String key, String inWords, Predicate<JsonNode> allowed) {
    asked.add(key);
    if (isListing()) {
      return Optional.empty();
    }
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new ConfigException(path + "." + key, "is missing; allowed: " + inWords);
    }
    if (!allowed.test(value)) {
      throw refused(key, value, inWords);
    }
    return Optional.of(value);
  }

  private ConfigException refused(String key, JsonNode value, String inWords) {
    return new ConfigException(path + "." + key, value + " is not allowed; allowed: " + inWords);
  }
}
