package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.room.Settings;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings as the AppConfig agent serves them; the last good ones stay in force. */
final class LiveSettings implements Supplier<Settings> {
  static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final URI uri;
  private final WebClient web;
  private final Timing timing;
  private final Log log;
  private final Readiness readiness;
  private volatile Settings current = Settings.DEFAULT;
  private boolean everRead;
  private @Nullable String lastDocument;
  private @Nullable String lastTrouble;

  LiveSettings(URI uri, WebClient web, Readiness readiness, Timing timing, Log log) {
    this.uri = uri;
    this.web = web;
    this.readiness = readiness;
    this.timing = timing;
    this.log = log;
  }

  @Override
  public Settings get() {
    return current;
  }

  /** Reads the settings once, then waits. */
  void poll() throws InterruptedException {
    try {
      WebClient.Response response = web.get(uri, TIMEOUT);
      if (response.status() == 200) {
        take(response.body());
      } else {
        trouble("the agent answers " + response.status());
      }
    } catch (IOException e) {
      trouble(e.toString());
    } catch (IllegalArgumentException e) {
      trouble("refused: " + e.getMessage());
    }
    readiness.has(
        Readiness.Dependency.CONFIGURATION,
        everRead ? Readiness.State.OK : Readiness.State.DEFAULT);
    timing.sleep(BETWEEN_POLLS);
  }

  private void take(String document) {
    if (!document.equals(lastDocument)) {
      current = Settings.parse(document);
      lastDocument = document;
      log.info(
          "configuration",
          GameServerSettings.TICKS_PER_SECOND,
          current.ticksPerSecond(),
          GameServerSettings.PLAYERS_PER_ROOM,
          current.playersPerRoom());
    }
    everRead = true;
    lastTrouble = null;
  }

  /** Logs a problem once, however long it lasts. */
  private void trouble(String what) {
    if (!what.equals(lastTrouble)) {
      lastTrouble = what;
      log.warn(
          "configurationKept",
          "why",
          what,
          GameServerSettings.TICKS_PER_SECOND,
          current.ticksPerSecond(),
          GameServerSettings.PLAYERS_PER_ROOM,
          current.playersPerRoom());
    }
  }
}
