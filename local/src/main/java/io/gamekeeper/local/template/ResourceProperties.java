package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a resource, which remember what was read. A property counts as simulated if its
 * resource type reads it, as inert if the type says why it has no effect on a laptop, and otherwise
 * as not simulated. Values are resolved when they are read, so an unread property may refer to
 * something that the stage does not have.
 */
public final class ResourceProperties {
  private final String where;
  private final Map<String, JsonNode> fields = new LinkedHashMap<>();
  private final BiFunction<String, JsonNode, JsonNode> resolver;

  private final Set<String> read = new HashSet<>();
  private final Map<String, String> inert = new LinkedHashMap<>();
  private final Map<String, List<ResourceProperties>> nested = new HashMap<>();

  /**
   * Creates the properties of an object.
   *
   * @param where its place, for messages
   * @param resolver resolves the intrinsic functions of a value at a place
   */
  ResourceProperties(
      String where, JsonNode object, BiFunction<String, JsonNode, JsonNode> resolver) {
    this.where = where;
    this.resolver = resolver;
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
  }

  /** Returns the place of one of the properties, for messages. */
  public String where(String name) {
    return where + "." + name;
  }

  /** Tells whether the template gives this property a value. */
  public boolean has(String name) {
    return resolved(name) != null;
  }

  private @Nullable JsonNode resolved(String name) {
    @Nullable JsonNode raw = fields.get(name);
    if (raw == null) {
      return null;
    }
    JsonNode value = resolver.apply(where(name), raw);
    return value.isMissingNode() || value.isNull() ? null : value;
  }

  private @Nullable JsonNode take(String name) {
    read.add(name);
    return resolved(name);
  }

  private TemplateException missing(String name) {
    return new TemplateException(where(name), "is missing");
  }

  private TemplateException wrong(String name, JsonNode value, String wanted) {
    return new TemplateException(where(name), "is " + value + " instead of " + wanted);
  }

  /** Returns a required text. */
  public String string(String name) {
    return optionalString(name).orElseThrow(() -> missing(name));
  }

  /** Returns a text; numbers and booleans are converted, as CloudFormation does. */
  public Optional<String> optionalString(String name) {
    @Nullable JsonNode value = take(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw wrong(name, value, "a text");
    }
    return Optional.of(value.asText());
  }

  /** Returns a text, or the default that the service documents. */
  public String string(String name, String otherwise) {
    return optionalString(name).orElse(otherwise);
  }

  /** Returns a required integer. */
  public int integer(String name) {
    return optionalInteger(name).orElseThrow(() -> missing(name));
  }

  /** Returns an integer, or the default that the service documents. */
  public int integer(String name, int otherwise) {
    return optionalInteger(name).orElse(otherwise);
  }

  /** Returns an integer; a text of digits is converted. */
  public Optional<Integer> optionalInteger(String name) {
    return optionalString(name)
        .map(
            text -> {
              try {
                return Integer.valueOf(text);
              } catch (NumberFormatException e) {
                throw new TemplateException(
                    where(name), "is " + text + " instead of an integer", e);
              }
            });
  }

  /** Returns a truth value, or the default that the service documents. */
  public boolean bool(String name, boolean otherwise) {
    return optionalString(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw new TemplateException(
                          where(name), "is " + text + " instead of true or false");
                })
        .orElse(otherwise);
  }

  /** Returns a list of texts; empty if absent. */
  public List<String> strings(String name) {
    @Nullable JsonNode value = take(name);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw wrong(name, value, "a list");
      }
      for (JsonNode item : value) {
        if (!item.isValueNode()) {
          throw wrong(name, item, "a text");
        }
        texts.add(item.asText());
      }
    }
    return texts;
  }

  /** Returns an object whose values are texts; empty if absent. Keeps the template's order. */
  public Map<String, String> stringMap(String name) {
    @Nullable JsonNode value = take(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value != null) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (!field.getValue().isValueNode()) {
          throw wrong(name + "." + field.getKey(), field.getValue(), "a text");
        }
        texts.put(field.getKey(), field.getValue().asText());
      }
    }
    return texts;
  }

  /** Returns a required value as a tree, such as a policy document. */
  public JsonNode json(String name) {
    return optionalJson(name).orElseThrow(() -> missing(name));
  }

  /** Returns a value as a tree, such as a policy document; empty if absent. */
  public Optional<JsonNode> optionalJson(String name) {
    return Optional.ofNullable(take(name));
  }

  /** Returns all properties as a tree. */
  public ObjectNode all() {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (String name : fields.keySet()) {
      optionalJson(name).ifPresent(value -> all.set(name, value));
    }
    return all;
  }

  /** Returns a required nested object, whose properties are counted one by one. */
  public ResourceProperties object(String name) {
    return optionalObject(name).orElseThrow(() -> missing(name));
  }

  /** Returns a nested object, whose properties are counted one by one; empty if absent. */
  public Optional<ResourceProperties> optionalObject(String name) {
    @Nullable JsonNode raw = fields.get(name);
    if (raw == null) {
      return Optional.empty();
    }
    @Nullable List<ResourceProperties> known = nested.get(name);
    if (known != null) {
      return known.stream().findFirst();
    }
    return reader(where(name), raw)
        .map(
            reader -> {
              nested.put(name, List.of(reader));
              return reader;
            });
  }

  /** Returns a list of nested objects, whose properties are counted one by one; empty if absent. */
  public List<ResourceProperties> objects(String name) {
    @Nullable JsonNode raw = fields.get(name);
    if (raw == null) {
      return List.of();
    }
    @Nullable List<ResourceProperties> known = nested.get(name);
    if (known != null) {
      return known;
    }
    JsonNode list = raw.isArray() ? raw : resolver.apply(where(name), raw);
    if (!(list instanceof ArrayNode array)) {
      throw wrong(name, list, "a list");
    }
    List<ResourceProperties> readers = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      reader(where(name) + "[" + i + "]", array.path(i)).ifPresent(readers::add);
    }
    nested.put(name, List.copyOf(readers));
    return List.copyOf(readers);
  }

  private Optional<ResourceProperties> reader(String place, JsonNode raw) {
    // An object that is the result of a function, such as Fn::If, has to be resolved to be read.
    JsonNode object =
        raw.size() == 1 && raw.fieldNames().hasNext() && isFunction(raw.fieldNames().next())
            ? resolver.apply(place, raw)
            : raw;
    if (object.isMissingNode()) {
      return Optional.empty();
    }
    if (!(object instanceof ObjectNode)) {
      throw new TemplateException(place, "is " + object + " instead of an object");
    }
    return Optional.of(new ResourceProperties(place, object, resolver));
  }

  private static boolean isFunction(String key) {
    return key.equals("Ref") || key.startsWith("Fn::");
  }

  /**
   * Declares properties without effect on a laptop, whatever their value.
   *
   * @param reason what {@code status} says, for instance {@code one machine has no zones}
   */
  public void inert(String reason, String... names) {
    for (String name : names) {
      if (fields.containsKey(name)) {
        inert.put(name, reason);
      }
    }
  }

  /**
   * Declares all properties inert that have not been read when the resource has been created: for
   * resources of which only the name matters.
   *
   * @param reason what {@code status} says
   */
  public void restInert(String reason) {
    fields.keySet().stream()
        .filter(name -> !read.contains(name) && !nested.containsKey(name))
        .forEach(name -> inert.putIfAbsent(name, reason));
  }

  /** Returns the declared inert properties by path, with their reasons. */
  Map<String, String> inertPaths() {
    Map<String, String> paths = new LinkedHashMap<>();
    collect("", new ArrayList<>(), paths);
    return paths;
  }

  /**
   * Returns the paths that were neither read nor declared; an object of which nothing was read
   * stands for all below.
   */
  List<String> notSimulatedPaths() {
    List<String> paths = new ArrayList<>();
    collect("", paths, new LinkedHashMap<>());
    return paths;
  }

  private void collect(String prefix, List<String> ignored, Map<String, String> inertPaths) {
    for (String name : fields.keySet()) {
      @Nullable List<ResourceProperties> children = nested.get(name);
      @Nullable String reason = inert.get(name);
      if (reason != null) {
        inertPaths.put(prefix + name, reason);
      } else if (children != null) {
        for (int i = 0; i < children.size(); i++) {
          String index = children.size() > 1 ? "[" + i + "]" : "";
          children.get(i).collect(prefix + name + index + ".", ignored, inertPaths);
        }
      } else if (!read.contains(name)) {
        ignored.add(prefix + name);
      }
    }
  }
}
