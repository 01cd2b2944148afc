package io.gamekeeper.oncall.route;

import static io.gamekeeper.oncall.Reading.declare;
import static io.gamekeeper.oncall.Reading.duration;
import static io.gamekeeper.oncall.Reading.matchers;
import static io.gamekeeper.oncall.Reading.optionalItems;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.Reading;
import io.gamekeeper.oncall.schedule.Schedule;
import io.gamekeeper.oncall.schedule.Schedules;
import io.gamekeeper.oncall.schedule.SchedulesFile;
import io.gamekeeper.platform.yaml.YamlValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads {@code routes.yaml}. A mistake is refused with the key that is wrong and what is allowed
 * there; nothing is guessed.
 */
public final class RoutesFile {
  private static final String NAME = "routes.yaml";

  private final YamlValue file;
  private final Schedules schedules;
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private final Map<String, Receiver> receivers = new LinkedHashMap<>();

  private RoutesFile(YamlValue file, Schedules schedules) {
    this.file = file;
    this.schedules = schedules;
  }

  /** Returns the routes and the schedules of the files that are packaged with the functions. */
  public static Routes packaged() {
    return new RoutesFile(YamlValue.packaged(RoutesFile.class, NAME), SchedulesFile.packaged())
        .routes();
  }

  /**
   * Returns the routes that this text declares.
   *
   * @throws IllegalArgumentException if it declares them wrongly; the message says where and what
   *     is allowed
   */
  public static Routes parse(String text, Schedules schedules) {
    return new RoutesFile(YamlValue.parse(NAME, text), schedules).routes();
  }

  private Routes routes() {
    file.mapping(
        Set.of("windows", "receivers", "route", "inhibitions", "maintenance", "escalation"));
    for (YamlValue item : file.get("windows").items("window")) {
      item.mapping(Set.of("name", "zone", "hours"));
      String name = Reading.name(item);
      declare(windows, item, name, new Window(name, SchedulesFile.hours(item)));
    }
    for (YamlValue item : file.get("receivers").items("receiver")) {
      Receiver receiver = receiver(item);
      declare(receivers, item, receiver.name(), receiver);
    }
    RouteReader reader = new RouteReader(receivers, windows);
    Route root = reader.root(file.get("route"));
    Map<Severity, Escalation> escalations =
        new EscalationReader(receivers.values(), reader::severitiesReaching)
            .escalations(file.get("escalation"));
    return new Routes(root, inhibitions(), maintenance(), escalations, schedules.team());
  }

  private Receiver receiver(YamlValue item) {
    item.mapping(Set.of("name", "channels", "schedules", "hours", "rateLimit"));
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    for (YamlValue channel : item.get("channels").items("channel")) {
      if (!channels.add(channel.choice(Channel.class))) {
        throw channel.mistake("'" + channel.text() + "' is listed twice");
      }
    }
    List<Schedule> called = new ArrayList<>();
    for (YamlValue name : optionalItems(item.get("schedules"), "schedule")) {
      called.add(Reading.reference(schedules.byName(), name));
    }
    Receiver receiver =
        new Receiver(
            Reading.name(item),
            channels,
            called,
            Reading.reference(windows, item.get("hours")).hours(),
            rateLimit(item.get("rateLimit")));
    if (schedules.team().stream().allMatch(person -> receiver.channelsTo(person).isEmpty())) {
      throw item.get("channels").mistake("reach nobody of the team");
    }
    called.stream()
        .flatMap(schedule -> schedule.people().stream())
        .filter(person -> receiver.channelsTo(person).isEmpty())
        .findFirst()
        .ifPresent(
            person -> {
              throw item.get("channels")
                  .mistake(
                      "do not reach '%s', who has contacts for %s only"
                          .formatted(person.name(), person.contacts().keySet()));
            });
    return receiver;
  }

  private static Optional<Receiver.RateLimit> rateLimit(YamlValue limit) {
    if (!limit.isPresent()) {
      return Optional.empty();
    }
    limit.mapping(Set.of("messages", "in"));
    return Optional.of(
        new Receiver.RateLimit(
            (int) limit.get("messages").integer(1, 10_000), duration(limit.get("in"))));
  }

  private List<Inhibition> inhibitions() {
    Map<String, Inhibition> inhibitions = new LinkedHashMap<>();
    for (YamlValue item : optionalItems(file.get("inhibitions"), "inhibition")) {
      item.mapping(Set.of("name", "source", "target", "equal"));
      Inhibition inhibition =
          new Inhibition(
              Reading.name(item),
              matchers(item.get("source")),
              matchers(item.get("target")),
              Reading.labels(item.get("equal")));
      if (mostUrgent(inhibition.source()).compareTo(leastUrgent(inhibition.target())) > 0) {
        throw item.mistake("hides nothing: its sources are less urgent than its targets");
      }
      declare(inhibitions, item, inhibition.name(), inhibition);
    }
    return List.copyOf(inhibitions.values());
  }

  private static Severity mostUrgent(List<Matcher> matchers) {
    return matching(matchers).getFirst();
  }

  private static Severity leastUrgent(List<Matcher> matchers) {
    return matching(matchers).getLast();
  }

  /** Returns the severities whose alerts can match, the most urgent first; never none. */
  private static List<Severity> matching(List<Matcher> matchers) {
    return Stream.of(Severity.values())
        .filter(severity -> Matcher.mayMatch(matchers, severity))
        .toList();
  }

  private List<Maintenance> maintenance() {
    Map<String, Maintenance> known = new LinkedHashMap<>();
    for (YamlValue item : optionalItems(file.get("maintenance"), "maintenance")) {
      item.mapping(Set.of("name", "match", "window"));
      List<Matcher> matchers = matchers(item.get("match"));
      if (Matcher.mayMatch(matchers, Severity.CRITICAL)) {
        throw item.get("match").mistake("would mute critical alerts: add severity!=critical");
      }
      Window window = Reading.reference(windows, item.get("window"));
      String name = Reading.name(item);
      declare(
          known,
          item,
          name,
          new Maintenance(name, matchers, new Maintenance.Weekly(window.hours())));
    }
    return List.copyOf(known.values());
  }
}
