package io.gamekeeper.event;

import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.platform.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code listeners.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there; nothing is guessed.
 */
public final class ListenersFile {
  private static final String NAME = "listeners.yaml";
  private static final Pattern LISTENER = Pattern.compile("[a-z]([a-z-]{0,28}[a-z])?");
  private static final Set<String> KEYS =
      Set.of("name", "priority", "types", "order", "timeLimitMillis", "retry");
  private static final Set<String> RETRY_KEYS =
      Set.of("attempts", "firstDelaySeconds", "longestDelaySeconds");

  /** A listener's calls must end, with what follows them, before its function's time is over. */
  private static final int LONGEST_LIMIT_MILLIS = 10_000;

  private static final int MOST_ATTEMPTS = 20;

  /** SQS hides a message for 15 minutes at most before its first delivery. */
  private static final int LONGEST_DELAY_SECONDS = 900;

  /** The order in which a listener hears events. */
  private enum Order {
    ANY,
    PLAYER
  }

  private ListenersFile() {}

  /** Returns the listeners of the file that is packaged with the functions. */
  public static Listeners packaged() {
    return listeners(YamlValue.packaged(ListenersFile.class, NAME));
  }

  /**
   * Returns the listeners that this text declares.
   *
   * @throws IllegalArgumentException if it declares them wrongly; the message says where and what
   *     is allowed
   */
  public static Listeners parse(String text) {
    return listeners(YamlValue.parse(NAME, text));
  }

  private static Listeners listeners(YamlValue file) {
    List<Listener> listeners = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<Integer> priorities = new HashSet<>();
    for (YamlValue item : file.mapping(Set.of("listeners")).get("listeners").items("listener")) {
      Listener listener = listener(item.mapping(KEYS));
      if (!names.add(listener.name())) {
        throw item.get("name").mistake("'" + listener.name() + "' is declared twice");
      }
      if (!priorities.add(listener.priority())) {
        throw item.get("priority")
            .mistake(listener.priority() + " is another listener's: who would come first?");
      }
      listeners.add(listener);
    }
    return new Listeners(listeners);
  }

  private static Listener listener(YamlValue item) {
    boolean ordered = item.get("order").choice(Order.class) == Order.PLAYER;
    if (ordered && item.get("retry").isPresent()) {
      throw item.get("retry")
          .mistake("means nothing where order is player: the FIFO queue says when and how often");
    }
    return new Listener(
        item.get("name").text(LISTENER, "1 to 30 of a-z and inner hyphens"),
        (int) item.get("priority").integer(1, 1000),
        types(item.get("types")),
        ordered,
        Duration.ofMillis(item.get("timeLimitMillis").integer(1, LONGEST_LIMIT_MILLIS)),
        ordered ? new Listener.Retry(1, Duration.ZERO, Duration.ZERO) : retry(item.get("retry")));
  }

  private static Set<EventType> types(YamlValue types) {
    if (!types.isPresent()) {
      return EnumSet.allOf(EventType.class);
    }
    Set<EventType> chosen = EnumSet.noneOf(EventType.class);
    types.items("event type").forEach(type -> chosen.add(type.choice(EventType.class)));
    return chosen;
  }

  private static Listener.Retry retry(YamlValue retry) {
    retry.mapping(RETRY_KEYS);
    long first = retry.get("firstDelaySeconds").integer(0, LONGEST_DELAY_SECONDS);
    return new Listener.Retry(
        (int) retry.get("attempts").integer(1, MOST_ATTEMPTS),
        Duration.ofSeconds(first),
        Duration.ofSeconds(retry.get("longestDelaySeconds").integer(first, LONGEST_DELAY_SECONDS)));
  }
}
