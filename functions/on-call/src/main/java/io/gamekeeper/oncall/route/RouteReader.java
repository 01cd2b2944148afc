package io.gamekeeper.oncall.route;

import static io.gamekeeper.oncall.Reading.duration;
import static io.gamekeeper.oncall.Reading.labels;
import static io.gamekeeper.oncall.Reading.optionalItems;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.Reading;
import io.gamekeeper.oncall.group.Grouping;
import io.gamekeeper.platform.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the routing tree, and refuses routes that no alert can reach or that hold up CRITICAL. */
final class RouteReader {
  private static final Set<String> ROOT_KEYS =
      Set.of("receiver", "groupBy", "groupWait", "groupInterval", "repeatInterval", "routes");
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "match",
          "continue",
          "receiver",
          "groupBy",
          "groupWait",
          "groupInterval",
          "repeatInterval",
          "muteIn",
          "routes");

  private static final Duration LONGEST_WAIT_OF_CRITICAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_INTERVAL_OF_CRITICAL = Duration.ofMinutes(5);

  private final Map<String, Receiver> receivers;
  private final Map<String, Window> windows;
  private final Map<String, Set<Severity>> reached = new HashMap<>();

  RouteReader(Map<String, Receiver> receivers, Map<String, Window> windows) {
    this.receivers = receivers;
    this.windows = windows;
  }

  /** Returns the tree. Its root takes every alert, so that none is dropped. */
  Route root(YamlValue root) {
    root.mapping(ROOT_KEYS);
    Receiver receiver = Reading.reference(receivers, root.get("receiver"));
    Grouping grouping =
        checked(
            root,
            grouping(
                root,
                labels(root.get("groupBy")),
                duration(root.get("groupWait")),
                duration(root.get("groupInterval")),
                duration(root.get("repeatInterval"))),
            List.of());
    reach(receiver, List.of());
    return new Route(
        "root",
        List.of(),
        false,
        receiver,
        grouping,
        List.of(),
        children(root, "root", List.of(), receiver, grouping));
  }

  /** Returns the severities of the alerts that a receiver may get. */
  Set<Severity> severitiesReaching(Receiver receiver) {
    return reached.getOrDefault(receiver.name(), Set.of());
  }

  private List<Route> children(
      YamlValue parent, String path, List<Matcher> before, Receiver receiver, Grouping grouping) {
    List<Route> children = new ArrayList<>();
    for (YamlValue item : optionalItems(parent.get("routes"), "route")) {
      Route child = route(item.mapping(KEYS), path, before, receiver, grouping);
      for (Route sibling : children) {
        if (sibling.name().equals(child.name())) {
          throw item.get("name").mistake("'" + Reading.name(item) + "' is declared twice");
        }
        if (!sibling.goesOn() && new HashSet<>(child.matchers()).containsAll(sibling.matchers())) {
          throw item.mistake(
              "is reached by no alert: '%s' before it takes them all, as it has no 'continue: true'"
                  .formatted(sibling.name()));
        }
      }
      children.add(child);
    }
    return children;
  }

  private Route route(
      YamlValue item, String path, List<Matcher> before, Receiver above, Grouping inherited) {
    String name = path + "/" + Reading.name(item);
    List<Matcher> matchers =
        item.get("match").isPresent()
            ? Reading.matchers(item.get("match"), before).stream()
                .filter(matcher -> !matcher.matchesEverything())
                .toList()
            : List.of();
    List<Matcher> all = new ArrayList<>(before);
    all.addAll(matchers);
    YamlValue named = item.get("receiver");
    Receiver receiver = named.isPresent() ? Reading.reference(receivers, named) : above;
    Grouping grouping = checked(item, grouping(item, inherited), all);
    reach(receiver, all);
    return new Route(
        name,
        matchers,
        Reading.isSet(item.get("continue")),
        receiver,
        grouping,
        windows(item.get("muteIn"), all),
        children(item, name, all, receiver, grouping));
  }

  private static Grouping grouping(YamlValue item, Grouping inherited) {
    return grouping(
        item,
        item.get("groupBy").isPresent() ? labels(item.get("groupBy")) : inherited.by(),
        or(item.get("groupWait"), inherited.groupWait()),
        or(item.get("groupInterval"), inherited.groupInterval()),
        or(item.get("repeatInterval"), inherited.repeatInterval()));
  }

  private static Grouping grouping(
      YamlValue item, List<String> by, Duration wait, Duration interval, Duration repeat) {
    try {
      return new Grouping(by, wait, interval, repeat);
    } catch (IllegalArgumentException e) {
      throw item.mistake("is wrong: " + e.getMessage());
    }
  }

  private static Duration or(YamlValue value, Duration inherited) {
    return value.isPresent() ? duration(value) : inherited;
  }

  private static Grouping checked(YamlValue item, Grouping grouping, List<Matcher> matchers) {
    if (Matcher.mayMatch(matchers, Severity.CRITICAL)) {
      if (grouping.groupWait().compareTo(LONGEST_WAIT_OF_CRITICAL) > 0) {
        throw item.get("groupWait").mistake("must be at most 1m where critical alerts can come");
      }
      if (grouping.groupInterval().compareTo(LONGEST_INTERVAL_OF_CRITICAL) > 0) {
        throw item.get("groupInterval")
            .mistake("must be at most 5m where critical alerts can come");
      }
    }
    return grouping;
  }

  private List<Window> windows(YamlValue muteIn, List<Matcher> matchers) {
    List<Window> muting = new ArrayList<>();
    for (YamlValue name : optionalItems(muteIn, "window")) {
      Window window = Reading.reference(windows, name);
      if (Matcher.mayMatch(matchers, Severity.CRITICAL)) {
        throw muteIn.mistake("would mute critical alerts: add severity!=critical to match");
      }
      muting.add(window);
    }
    return muting;
  }

  private void reach(Receiver receiver, List<Matcher> matchers) {
    Set<Severity> severities =
        reached.computeIfAbsent(receiver.name(), name -> EnumSet.noneOf(Severity.class));
    for (Severity severity : Severity.values()) {
      if (Matcher.mayMatch(matchers, severity)) {
        severities.add(severity);
      }
    }
  }
}
