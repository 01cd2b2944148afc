package io.gamekeeper.local.lake;

import io.gamekeeper.local.lake.CatalogueTable.Location;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The partitions of a table as Athena computes them: which values a partition column may have, and
 * in which folder the files of these values are. Files elsewhere are not found by any query.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported
 *     types for partition projection</a>
 */
public final class PartitionProjection {
  private static final String PREFIX = "projection.";
  private static final String TEMPLATE = "storage.location.template";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern RELATIVE =
      Pattern.compile(
          "\\s*NOW\\s*(?:([+-])\\s*(\\d+)\\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?\\s*");

  private final SequencedMap<String, Values> columns;
  private final Pattern folders;

  /** The values that a partition column may have. */
  private sealed interface Values {
    boolean contain(String value, Instant now);
  }

  private record Enumerated(Set<String> values) implements Values {
    @Override
    public boolean contain(String value, Instant now) {
      return values.contains(value);
    }
  }

  private record Days(DateTimeFormatter format, Bound first, Bound last) implements Values {
    @Override
    public boolean contain(String value, Instant now) {
      try {
        LocalDate day = LocalDate.parse(value, format);
        return format.format(day).equals(value)
            && !day.isBefore(first.day(now))
            && !day.isAfter(last.day(now));
      } catch (DateTimeException e) {
        return false; // a folder of another name
      }
    }
  }

  /** An end of a range of days. */
  private sealed interface Bound {
    LocalDate day(Instant now);

    record Fixed(LocalDate day) implements Bound {
      @Override
      public LocalDate day(Instant now) {
        return day;
      }
    }

    record Relative(long amount, ChronoUnit unit) implements Bound {
      @Override
      public LocalDate day(Instant now) {
        return now.atZone(ZoneOffset.UTC).plus(amount, unit).toLocalDate();
      }
    }
  }

  private PartitionProjection(SequencedMap<String, Values> columns, Pattern folders) {
    this.columns = columns;
    this.folders = folders;
  }

  /**
   * Reads the parameters of a table.
   *
   * @throws IllegalArgumentException if Athena would not take them, or the stage does not have what
   *     they ask for; the message begins with the parameter
   */
  public static PartitionProjection parse(
      Map<String, String> parameters, Location location, List<String> partitions) {
    if (!"true".equals(parameters.get(PREFIX + "enabled"))) {
      throw new IllegalArgumentException(
          PREFIX + "enabled must be true: the stage knows no other partitions");
    }
    Set<String> left = new HashSet<>(parameters.keySet());
    left.removeIf(name -> !name.startsWith(PREFIX));
    left.remove(PREFIX + "enabled");
    SequencedMap<String, Values> columns = new LinkedHashMap<>();
    for (String partition : partitions) {
      Map<String, String> own = new LinkedHashMap<>();
      String prefix = PREFIX + partition + ".";
      parameters.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              own.put(name.substring(prefix.length()), value);
              left.remove(name);
            }
          });
      columns.put(partition, values(prefix, own));
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          left.stream().sorted().findFirst().orElseThrow() + " is of no partition column");
    }
    return new PartitionProjection(columns, folders(parameters, location, columns.keySet()));
  }

  private static Values values(String prefix, Map<String, String> own) {
    return switch (taken(prefix, own, "type").toLowerCase(Locale.ROOT)) {
      case "enum" -> {
        Enumerated values =
            new Enumerated(Set.copyOf(List.of(taken(prefix, own, "values").split(",", -1))));
        nothingLeft(prefix, own);
        yield values;
      }
      case "date" -> {
        Days days = days(prefix, own);
        nothingLeft(prefix, own);
        yield days;
      }
      default ->
          throw new IllegalArgumentException(
              prefix + "type must be enum or date: the stage computes no others");
    };
  }

  private static Days days(String prefix, Map<String, String> own) {
    String format = taken(prefix, own, "format");
    if (!format.matches("[^HhmsSaz]*")) {
      throw new IllegalArgumentException(
          prefix + "format must be of days: the stage computes no hours");
    }
    if (!own.getOrDefault("interval", "1").equals("1")
        || !own.getOrDefault("interval.unit", "DAYS").equals("DAYS")) {
      throw new IllegalArgumentException(prefix + "interval must be of one day");
    }
    own.remove("interval");
    own.remove("interval.unit");
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(format, Locale.ROOT);
    String[] range = taken(prefix, own, "range").split(",", -1);
    if (range.length != 2) {
      throw new IllegalArgumentException(prefix + "range must have a first and a last day");
    }
    return new Days(
        formatter, bound(prefix, range[0], formatter), bound(prefix, range[1], formatter));
  }

  private static Bound bound(String prefix, String text, DateTimeFormatter format) {
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      long amount = relative.group(2) == null ? 0 : Long.parseLong(relative.group(2));
      ChronoUnit unit =
          relative.group(3) == null ? ChronoUnit.DAYS : ChronoUnit.valueOf(relative.group(3) + "S");
      return new Bound.Relative("-".equals(relative.group(1)) ? -amount : amount, unit);
    }
    try {
      return new Bound.Fixed(LocalDate.parse(text.strip(), format));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          prefix + "range has " + text + " instead of a day or NOW-2DAYS", e);
    }
  }

  private static String taken(String prefix, Map<String, String> own, String name) {
    String value = own.remove(name);
    if (value == null) {
      throw new IllegalArgumentException(prefix + name + " is missing");
    }
    return value;
  }

  private static void nothingLeft(String prefix, Map<String, String> own) {
    own.keySet().stream()
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(prefix + name + " is not known");
            });
  }

  /** Returns what the keys of files match, with a group for each partition column. */
  private static Pattern folders(
      Map<String, String> parameters, Location location, Set<String> columns) {
    String template = parameters.get(TEMPLATE);
    if (template == null) {
      StringBuilder hive = new StringBuilder(location.toString());
      columns.forEach(column -> hive.append(column).append("=${").append(column).append("}/"));
      template = hive.toString();
    }
    if (!template.startsWith(location.toString())) {
      throw new IllegalArgumentException(TEMPLATE + " must begin with the table's location");
    }
    if (!template.endsWith("/")) {
      throw new IllegalArgumentException(TEMPLATE + " must end with a slash");
    }
    String keys = template.substring("s3://".length() + location.bucket().length() + 1);
    StringBuilder pattern = new StringBuilder();
    List<String> found = new ArrayList<>();
    Matcher placeholder = PLACEHOLDER.matcher(keys);
    int end = 0;
    while (placeholder.find()) {
      pattern.append(Pattern.quote(keys.substring(end, placeholder.start())));
      pattern.append("(?<p").append(found.size()).append(">[^/]+)");
      found.add(placeholder.group(1));
      end = placeholder.end();
    }
    if (!found.equals(List.copyOf(columns))) {
      throw new IllegalArgumentException(
          TEMPLATE + " must have " + columns + " in this order, each once");
    }
    pattern.append(Pattern.quote(keys.substring(end))).append("[^/]+");
    return Pattern.compile(pattern.toString());
  }

  /**
   * Returns the partition that a file is in.
   *
   * @param key of the file in its bucket
   * @return the values of the partition columns in their order; empty if no query finds the file
   */
  public Optional<SequencedMap<String, String>> partition(String key, Instant now) {
    Matcher matcher = folders.matcher(key);
    // Athena leaves out what is hidden by its name.
    String file = key.substring(key.lastIndexOf('/') + 1);
    if (!matcher.matches() || Stream.of("_", ".").anyMatch(file::startsWith)) {
      return Optional.empty();
    }
    SequencedMap<String, String> values = new LinkedHashMap<>();
    int group = 0;
    for (Map.Entry<String, Values> column : columns.entrySet()) {
      String value = matcher.group("p" + group++);
      if (!column.getValue().contain(value, now)) {
        return Optional.empty();
      }
      values.put(column.getKey(), value);
    }
    return Optional.of(values);
  }
}
