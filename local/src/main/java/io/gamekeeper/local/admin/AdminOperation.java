package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the admin API, the same for both ends of a call. Every component of the arguments
 * must be given unless its type is {@link Nullable}.
 *
 * @param name the last segment of its path
 * @param arguments the record of its arguments
 * @param answer the record of its answer
 */
public record AdminOperation<A extends Record, R extends Record>(
    String name, Class<A> arguments, Class<R> answer) {

  /** No arguments, or an answer without content. */
  public record Nothing() {
    public static final Nothing NOTHING = new Nothing();
  }

  /** The work of an operation. */
  @FunctionalInterface
  public interface Action<A extends Record, R extends Record> {

    /**
     * Does the work.
     *
     * @throws io.gamekeeper.local.service.StageException if it cannot be done
     * @throws IllegalArgumentException if the arguments are at fault
     */
    R run(A arguments) throws InterruptedException;
  }

  /** Returns the operation for a stage that answers it by an action. */
  public AdminApi.Handler by(Action<A, R> action) {
    return new AdminApi.Handler(name, json -> AdminJson.tree(action.run(argumentsOf(json))));
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is missing, unknown or of the wrong type; the message
   *     names it
   */
  A argumentsOf(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("the arguments are not a JSON object");
    }
    List<RecordComponent> components = List.of(arguments.getRecordComponents());
    for (Iterator<String> given = json.fieldNames(); given.hasNext(); ) {
      checkKnown(given.next(), components);
    }
    for (RecordComponent component : components) {
      JsonNode value = json.path(component.getName());
      boolean empty = value.isTextual() && value.textValue().isEmpty();
      if (isRequired(component) && (empty || isAbsent(value))) {
        throw new IllegalArgumentException("the argument " + component.getName() + " is missing");
      }
    }
    try {
      return AdminJson.MAPPER.treeToValue(json, arguments);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(problem(e, components), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the arguments are not JSON", e);
    }
  }

  /**
   * Reads the answer.
   *
   * @return empty if it is not one of this operation, as a stage of another version may give it
   */
  Optional<R> answerOf(JsonNode json) {
    for (RecordComponent component : answer.getRecordComponents()) {
      if (isRequired(component) && isAbsent(json.path(component.getName()))) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(AdminJson.MAPPER.treeToValue(json, answer));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isRequired(RecordComponent component) {
    return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static void checkKnown(String given, List<RecordComponent> components) {
    if (components.stream().noneMatch(component -> component.getName().equals(given))) {
      throw new IllegalArgumentException(
          "there is no argument "
              + given
              + (components.isEmpty()
                  ? ": the operation takes none"
                  : ": there are "
                      + components.stream()
                          .map(RecordComponent::getName)
                          .collect(Collectors.joining(", "))));
    }
  }

  private static String problem(JsonMappingException e, List<RecordComponent> components) {
    for (RecordComponent component : components) {
      if (!e.getPath().isEmpty()
          && component.getName().equals(e.getPath().getFirst().getFieldName())) {
        return "the argument " + component.getName() + " must be " + form(component.getType());
      }
    }
    return "the arguments do not fit: " + e.getOriginalMessage();
  }

  /** Returns what a value of a type looks like, in words. */
  private static String form(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Stream.of(type.getEnumConstants())
              .map(constant -> AdminJson.tree(constant).asText())
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == byte[].class ? "in Base64" : "a text";
  }
}
