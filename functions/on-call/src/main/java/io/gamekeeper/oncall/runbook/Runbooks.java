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

  private final SortedMap<String, Runbook> pages;

  private Runbooks(SortedMap<String, Runbook> pages) {
    this.pages = pages;
  }

  /**
   * Reads all pages. One that was not packaged is left out: whoever is on call needs the others.
   *
   * @throws IllegalArgumentException if a page has another form
   */
  public static Runbooks packaged() {
    SortedMap<String, Runbook> pages = new TreeMap<>();
    for (GameAlarm alarm : GameAlarm.values()) {
      add(pages, alarm.runbook(), Optional.of(alarm));
    }
    add(pages, EMERGENCY_PROCEDURE, Optional.empty());
    return new Runbooks(pages);
  }

  private static void add(
      SortedMap<String, Runbook> pages, String name, Optional<GameAlarm> alarm) {
    try (@Nullable InputStream page =
        Runbooks.class.getResourceAsStream("/runbooks/" + name + ".md")) {
      if (page != null) {
        String markdown = new String(page.readAllBytes(), StandardCharsets.UTF_8);
        pages.put(name, Runbook.parse(name, alarm, markdown));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all pages, sorted by name. */
  public List<Runbook> all() {
    return List.copyOf(pages.values());
  }

  /** Returns the page of that name. */
  public Optional<Runbook> named(String name) {
    return Optional.ofNullable(pages.get(name));
  }
}
