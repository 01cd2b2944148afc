package io.gamekeeper.oncall;

import io.gamekeeper.contract.GameAlarm.Owner;
import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.platform.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what several keys of the files have in common. */
public final class Reading {
  private static final Pattern NAMES = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");
  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,5})([smhd])");
  private static final Map<Character, Duration> UNITS =
      Map.of(
          's', Duration.ofSeconds(1),
          'm', Duration.ofMinutes(1),
          'h', Duration.ofHours(1),
          'd', Duration.ofDays(1));

  private Reading() {}

  public static String name(YamlValue item) {
    return item.get("name").text(NAMES, "1 to 40 of a-z, 0-9 and inner hyphens");
  }

  /** Puts a value where its name is not taken yet. */
  public static <T> void declare(Map<String, T> known, YamlValue item, String name, T value) {
    if (known.putIfAbsent(name, value) != null) {
      throw item.get("name").mistake("'" + name + "' is declared twice");
    }
  }

  /** Returns what a name refers to. */
  public static <T> T reference(Map<String, T> known, YamlValue name) {
    T value = known.get(name.text());
    if (value == null) {
      throw name.mistake(
          "must be one of %s, not '%s'"
              .formatted(known.keySet().stream().sorted().toList(), name.text()));
    }
    return value;
  }

  /** Returns the items of a list; none if it is left out. */
  public static List<YamlValue> optionalItems(YamlValue list, String item) {
    return list.isPresent() ? list.items(item) : List.of();
  }

  /** Returns whether something is said to be so; not, if it is left out. */
  public static boolean isSet(YamlValue flag) {
    return flag.isPresent() && flag.flag();
  }

  public static Duration duration(YamlValue value) {
    String text = value.text(DURATION, "a number with s, m, h or d such as 30s");
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    Duration unit = Optional.ofNullable(UNITS.get(text.charAt(text.length() - 1))).orElseThrow();
    return unit.multipliedBy(count);
  }

  public static List<String> labels(YamlValue list) {
    List<String> labels = new ArrayList<>();
    for (YamlValue item : list.items("label")) {
      if (!Alert.LABELS.contains(item.text())) {
        throw item.mistake(
            "must be one of %s, not '%s'"
                .formatted(Alert.LABELS.stream().sorted().toList(), item.text()));
      }
      labels.add(item.text());
    }
    return labels;
  }

  public static List<Matcher> matchers(YamlValue list) {
    return matchers(list, List.of());
  }

  /**
   * Reads matchers that no alert fails to match because of those that it has matched already.
   *
   * @param before what an alert has matched that comes here
   */
  public static List<Matcher> matchers(YamlValue list, List<Matcher> before) {
    List<Matcher> all = new ArrayList<>(before);
    for (YamlValue item : list.items("matcher such as severity=critical")) {
      Matcher matcher = matcher(item);
      for (Matcher other : all) {
        if (matcher.contradicts(other) || other.contradicts(matcher)) {
          throw item.mistake(
              "matches no alert: %s and %s exclude each other".formatted(matcher, other));
        }
      }
      all.add(matcher);
    }
    return List.copyOf(all.subList(before.size(), all.size()));
  }

  private static Matcher matcher(YamlValue item) {
    Matcher matcher;
    try {
      matcher = Matcher.parse(item.text());
    } catch (IllegalArgumentException e) {
      throw item.mistake(String.valueOf(e.getMessage()));
    }
    List<String> values = values(matcher.label());
    long matching = values.stream().filter(matcher::matches).count();
    if (!values.isEmpty() && (matching == 0 || matching == values.size())) {
      throw item.mistake(
          "matches %s alert: %s is one of %s"
              .formatted(matching == 0 ? "no" : "every", matcher.label(), values));
    }
    return matcher;
  }

  /** Returns the values that a label can have; none if they are not known here. */
  private static List<String> values(String label) {
    return switch (label) {
      case Alert.SEVERITY -> Stream.of(Severity.values()).map(Alert::label).toList();
      // An alarm without a note has no owner.
      case Alert.OWNER ->
          Stream.concat(Stream.of(""), Stream.of(Owner.values()).map(Owner::key)).toList();
      default -> List.of();
    };
  }
}
