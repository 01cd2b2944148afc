package io.gamekeeper.oncall.runbook;

import io.gamekeeper.contract.GameAlarm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages that are packaged with the functions: one for each alarm, and the emergency procedure.
 * Only these names are ever looked up as files, whatever is asked for.
 */
public final class Runbooks {
  /** The page about what to do whichever alarm it is. */
  static final String EMERGENCY_PROCEDURE = "EmergencyProcedure";

  private final SortedMap<String, Optional<GameAlarm>> names = new TreeMap<>();

  private Runbooks() {
    for (GameAlarm alarm : GameAlarm.values()) {
      names.put(alarm.runbook(), Optional.of(alarm));
    }
    names.put(EMERGENCY_PROCEDURE, Optional.empty());
  }

  /** Returns the pages; each is read when it is asked for. */
  public static Runbooks packaged() {
    return new Runbooks();
  }

  /**
   * Returns all pages, sorted by name. One that was not packaged is left out: whoever is on call
   * needs the others.
   *
   * @throws IllegalArgumentException if a page has another form
   */
  public List<Runbook> all() {
    return names.keySet().stream().flatMap(name -> named(name).stream()).toList();
  }

  /**
   * Returns the page of that name.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public Optional<Runbook> named(String name) {
    Optional<GameAlarm> alarm = names.get(name);
    if (alarm == null) {
      return Optional.empty();
    }
    try (@Nullable InputStream page =
        Runbooks.class.getResourceAsStream("/runbooks/" + name + ".md")) {
      return page == null
          ? Optional.empty()
          : Optional.of(
              Runbook.parse(name, alarm, new String(page.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
