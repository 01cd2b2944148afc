package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EnvironmentTest {
  private static final List<String> SOME = List.of("one", "another");

  /** Every {@code XEnvironment} record of the package, so that none is forgotten here. */
  static List<Class<?>> environments() throws IOException, URISyntaxException {
    Path classes =
        Path.of(
            TelemetryEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve("io/gamekeeper/contract"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("Environment.class") && !name.equals("Environment.class")) {
          found.add(classOf("io.gamekeeper.contract." + name.replace(".class", "")));
        }
      }
    }
    assertThat(found)
        .contains(
            IdentityEnvironment.class, LeaderboardEnvironment.class, TelemetryEnvironment.class);
    return found;
  }

  @ParameterizedTest
  @MethodSource("environments")
  void everyEnvironmentRoundTrips(Class<?> type) throws ReflectiveOperationException {
    Object environment = sample(type, SOME);

    Map<String, String> variables = variables(environment);

    assertThat(variables).hasSize(variablesOf(type));
    assertThat(variables.keySet()).allMatch(name -> name.matches("[A-Z][A-Z0-9_]*"));
    assertThat(type.getMethod("from", Map.class).invoke(null, variables)).isEqualTo(environment);
  }

  @ParameterizedTest
  @MethodSource("environments")
  void aMissingOrBlankVariableIsNamed(Class<?> type) throws ReflectiveOperationException {
    Map<String, String> complete = variables(sample(type, SOME));
    Map<String, String> required = variables(sample(type, List.of()));

    for (String name : complete.keySet()) {
      Map<String, String> without = new HashMap<>(complete);
      without.remove(name);
      if (required.containsKey(name)) {
        assertThatThrownBy(() -> type.getMethod("from", Map.class).invoke(null, without))
            .isInstanceOf(InvocationTargetException.class)
            .cause()
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(name);
      }
      without.put(name, " ");
      assertThatThrownBy(() -> type.getMethod("from", Map.class).invoke(null, without))
          .cause()
          .hasMessageContaining(name);
    }
  }

  /** Returns the variables of an environment, including those of environments within it. */
  private static int variablesOf(Class<?> type) {
    int variables = 0;
    for (RecordComponent component : type.getRecordComponents()) {
      variables += component.getType().isRecord() ? variablesOf(component.getType()) : 1;
    }
    return variables;
  }

  private static Class<?> classOf(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("listed and not there: " + name, e);
    }
  }

  /**
   * Returns a record whose components all differ.
   *
   * @param list the value of each list; an empty one has no variable
   */
  private static Object sample(Class<?> type, List<String> list)
      throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = types[i] == List.class ? list : value(types[i], i, list);
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private static Object value(Class<?> type, int number, List<String> list)
      throws ReflectiveOperationException {
    if (type.isRecord()) {
      return sample(type, list);
    }
    if (type == int.class) {
      return 1000 + number;
    }
    if (type == long.class) {
      return 5_000_000_000L + number;
    }
    return type == boolean.class ? (Object) true : "value-" + number;
  }

  private static Map<String, String> variables(Object environment)
      throws ReflectiveOperationException {
    Map<String, String> variables = new HashMap<>();
    ((Map<?, ?>) environment.getClass().getMethod("toMap").invoke(environment))
        .forEach((name, value) -> variables.put((String) name, (String) value));
    return variables;
  }
}
