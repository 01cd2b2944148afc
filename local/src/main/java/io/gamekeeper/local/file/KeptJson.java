package io.gamekeeper.local.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A small map that outlives the stage: one JSON file in the data folder, readable by its owner
 * only, replaced as a whole at each change.
 *
 * @param <V> a record that Jackson reads and writes
 */
public final class KeptJson<V> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, V> values;

  private KeptJson(Path file, Map<String, V> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * Reads the file, which may be absent.
   *
   * @throws StageException if it cannot be read
   */
  public static <V> KeptJson<V> open(Path file, TypeReference<Map<String, V>> type) {
    try {
      Optional<String> kept = PrivateFiles.read(file);
      return new KeptJson<>(
          file, new TreeMap<>(kept.isPresent() ? JSON.readValue(kept.get(), type) : Map.of()));
    } catch (JsonProcessingException e) {
      throw new StageException(
          file + " is damaged: put back what it was, or choose another folder with --data", e);
    } catch (IOException e) {
      throw new StageException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  public synchronized boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key; empty if there is none. */
  public synchronized Optional<V> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * The value of a key.
   *
   * @throws IllegalArgumentException if there is none
   */
  public synchronized V get(String key) {
    return find(key).orElseThrow(() -> new IllegalArgumentException("there is no " + key));
  }

  /** Sets a value; it is on disk when this returns. */
  public synchronized void put(String key, V value) {
    values.put(key, value);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values));
    } catch (IOException e) {
      throw new StageException(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
