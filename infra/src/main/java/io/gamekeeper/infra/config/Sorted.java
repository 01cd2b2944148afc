package io.gamekeeper.infra.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * Maps for templates, in the order of their keys. The order of {@code Map.of} differs from one JVM
 * to the next, and with it the template: a deployment would find changes where there are none.
 */
public final class Sorted {
  private Sorted() {}

  /** Returns a map of two entries. */
  public static <V> Map<String, V> map(String key1, V value1, String key2, V value2) {
    return new TreeMap<>(Map.of(key1, value1, key2, value2));
  }

  /** Returns a map of three entries. */
  public static <V> Map<String, V> map(
      String key1, V value1, String key2, V value2, String key3, V value3) {
    return new TreeMap<>(Map.of(key1, value1, key2, value2, key3, value3));
  }

  /** Returns a map of four entries. */
  public static <V> Map<String, V> map(
      String key1, V value1, String key2, V value2, String key3, V value3, String key4, V value4) {
    return new TreeMap<>(Map.of(key1, value1, key2, value2, key3, value3, key4, value4));
  }
}
