package io.gamekeeper.oncall.schedule;

import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Reading;
import io.gamekeeper.platform.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code schedules.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there; nothing is guessed.
 */
public final class SchedulesFile {
  private static final String NAME = "schedules.yaml";
  private static final Pattern HAND_OVER =
      Pattern.compile("([a-z]+) (\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2})");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  /** Two layers are compared for at most ten years; longer cycles are longer than a team lasts. */
  private static final int MOST_DAYS_COMPARED = 3660;

  private final Map<String, Person> people = new LinkedHashMap<>();

  private SchedulesFile() {}

  /** Returns the schedules of the file that is packaged with the functions. */
  public static Schedules packaged() {
    return new SchedulesFile().schedules(YamlValue.packaged(SchedulesFile.class, NAME));
  }

  /**
   * Returns the schedules that this text declares.
   *
   * @throws IllegalArgumentException if it declares them wrongly; the message says where and what
   *     is allowed
   */
  public static Schedules parse(String text) {
    return new SchedulesFile().schedules(YamlValue.parse(NAME, text));
  }

  private Schedules schedules(YamlValue file) {
    file.mapping(Set.of("people", "schedules"));
    for (YamlValue item : file.get("people").items("person")) {
      item.mapping(Set.of("name", "zone", "hours", "contacts"));
      Person person = new Person(Reading.name(item), hours(item), contacts(item.get("contacts")));
      Reading.declare(people, item, person.name(), person);
    }
    Map<String, Schedule> schedules = new LinkedHashMap<>();
    for (YamlValue item : file.get("schedules").items("schedule")) {
      item.mapping(Set.of("name", "zone", "layers"));
      ZoneId zone = zone(item.get("zone"));
      Map<String, Layer> layers = new LinkedHashMap<>();
      for (YamlValue layer : item.get("layers").items("layer")) {
        Layer read = layer(layer, zone);
        layers.values().forEach(other -> refuseSamePerson(layer, other, read));
        Reading.declare(layers, layer, read.name(), read);
      }
      Reading.declare(
          schedules,
          item,
          Reading.name(item),
          new Schedule(Reading.name(item), List.copyOf(layers.values())));
    }
    return new Schedules(List.copyOf(people.values()), schedules);
  }

  private static Map<Channel, String> contacts(YamlValue contacts) {
    Map<Channel, String> addresses = new EnumMap<>(Channel.class);
    Set<String> known = Set.of("mail", "slack", "wecom", "phone", "sms");
    contacts
        .mapping(known)
        .entries()
        .forEach(
            (name, address) -> {
              Channel channel = Channel.valueOf(name.toUpperCase(Locale.ROOT));
              addresses.put(channel, address.text(channel.contact(), channel.contactInWords()));
            });
    if (addresses.isEmpty()) {
      throw contacts.mistake("has none of " + known.stream().sorted().toList());
    }
    return addresses;
  }

  private Layer layer(YamlValue layer, ZoneId zone) {
    layer.mapping(Set.of("name", "people", "firstHandOver", "days", "overrides"));
    List<Person> turns = layer.get("people").items("person").stream().map(this::person).toList();
    Rotation rotation =
        new Rotation(
            turns,
            handOver(layer.get("firstHandOver")),
            (int) layer.get("days").integer(1, 366),
            zone);
    List<Layer.Substitute> overrides = new ArrayList<>();
    for (YamlValue item : Reading.optionalItems(layer.get("overrides"), "override")) {
      overrides.add(override(item, overrides));
    }
    return new Layer(Reading.name(layer), rotation, overrides);
  }

  private Layer.Substitute override(YamlValue item, List<Layer.Substitute> before) {
    item.mapping(Set.of("who", "from", "to"));
    Instant from = item.get("from").instant();
    Instant to = item.get("to").instant();
    if (!from.isBefore(to)) {
      throw item.get("to").mistake("must be after from");
    }
    Layer.Substitute override = new Layer.Substitute(person(item.get("who")), from, to);
    for (Layer.Substitute other : before) {
      if (other.overlaps(override)) {
        throw item.mistake(
            "overlaps the override by '%s' from %s to %s: who of the two is on call?"
                .formatted(other.who().name(), other.from(), other.to()));
      }
    }
    return override;
  }

  private static LocalDateTime handOver(YamlValue value) {
    String allowed = "a weekday, a date and a time such as 'monday 2026-01-05 10:00'";
    java.util.regex.Matcher parts = HAND_OVER.matcher(value.text(HAND_OVER, allowed));
    if (!parts.matches()) {
      throw new AssertionError(value);
    }
    LocalDateTime time;
    try {
      time = LocalDateTime.parse(parts.group(2), LOCAL);
    } catch (DateTimeException e) {
      throw value.mistake("must be " + allowed + ": " + e.getMessage());
    }
    String weekday = weekday(time.getDayOfWeek());
    if (!weekday.equals(parts.group(1))) {
      throw value.mistake("names %s, but that day is a %s".formatted(parts.group(1), weekday));
    }
    return time;
  }

  /** One person in two layers at once would be called twice and answer once. */
  private static void refuseSamePerson(YamlValue place, Layer one, Layer other) {
    Rotation first = one.rotation();
    Rotation second = other.rotation();
    int days = cycle(first) * cycle(second);
    for (Rotation rotation : List.of(first, second)) {
      for (int turn = 0; turn * rotation.days() <= Math.min(days, MOST_DAYS_COMPARED); turn++) {
        Instant begin = rotation.handOver(turn);
        if (first.onCall(begin).isPresent() && first.onCall(begin).equals(second.onCall(begin))) {
          throw place.mistake(
              "has '%s' on call at %s, who is on call in layer '%s' then as well"
                  .formatted(first.onCall(begin).get().name(), begin, one.name()));
        }
      }
    }
  }

  private static int cycle(Rotation rotation) {
    return rotation.people().size() * rotation.days();
  }

  private Person person(YamlValue name) {
    return Reading.reference(people, name);
  }

  private static String weekday(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  private static ZoneId zone(YamlValue zone) {
    try {
      return ZoneId.of(zone.text());
    } catch (DateTimeException e) {
      throw zone.mistake("must be a time zone such as Europe/Berlin, not '" + zone.text() + "'");
    }
  }

  /** Reads hours of the week from an item with the keys {@code zone} and {@code hours}. */
  public static WeeklyHours hours(YamlValue item) {
    ZoneId zone = zone(item.get("zone"));
    List<WeeklyHours.Range> ranges = new ArrayList<>();
    for (YamlValue range : item.get("hours").items("range such as 'mon-fri 09:00-18:00'")) {
      try {
        ranges.add(WeeklyHours.Range.parse(range.text()));
      } catch (IllegalArgumentException e) {
        throw range.mistake(String.valueOf(e.getMessage()));
      }
    }
    return new WeeklyHours(zone, ranges);
  }
}
