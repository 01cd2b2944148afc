package io.gamekeeper.fleet.room;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.gamekeeper.contract.GameServerSettings;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can change while a server runs.
 *
 * @param ticksPerSecond how often a room advances per second, 1 to 120
 * @param playersPerRoom how many players a room holds, 2 to 200
 */
public record Settings(int ticksPerSecond, int playersPerRoom) {
  /** The settings until a configuration has been read. */
  public static final Settings DEFAULT = new Settings(20, 50);

  public Settings {
    requireBetween(1, 120, ticksPerSecond, GameServerSettings.TICKS_PER_SECOND);
    requireBetween(2, 200, playersPerRoom, GameServerSettings.PLAYERS_PER_ROOM);
  }

  /**
   * Reads a document; ignores members that it does not know.
   *
   * @throws IllegalArgumentException if it is not a settings document; the message says why
   */
  public static Settings parse(String document) {
    try {
      // The token keys' reader is there already. Json's loads BigDecimal, whose tables take the
      // JDK a tenth of the start.
      @Nullable Map<String, Object> members = JSONObjectUtils.parse(document);
      if (members == null) { // the text is "null"
        throw new ParseException(document, 0);
      }
      return new Settings(
          whole(
              members.get(GameServerSettings.TICKS_PER_SECOND),
              GameServerSettings.TICKS_PER_SECOND),
          whole(
              members.get(GameServerSettings.PLAYERS_PER_ROOM),
              GameServerSettings.PLAYERS_PER_ROOM));
    } catch (ParseException e) {
      throw new IllegalArgumentException("the settings are not a JSON object", e);
    }
  }

  private static int whole(@Nullable Object value, String name) {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw new IllegalArgumentException(name + " is missing or not a whole number");
  }

  private static void requireBetween(int least, int most, int value, String name) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
