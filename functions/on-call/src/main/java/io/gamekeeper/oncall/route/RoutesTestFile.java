package io.gamekeeper.oncall.route;

import static io.gamekeeper.oncall.Reading.optionalItems;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Reading;
import io.gamekeeper.platform.yaml.YamlValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads {@code routes_test.yaml}, and compares what routes decide with what it expects. */
public final class RoutesTestFile {
  private static final String NAME = "routes_test.yaml";
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "at",
          "alarm",
          "stage",
          "severity",
          "firingFor",
          "resolved",
          "acknowledged",
          "active",
          "silences",
          "sent",
          "expect");

  /** A test's decision, with what was expected and what is, a line for each receiver. */
  public record Result(String name, Decision decision, List<String> expected, List<String> actual) {
    public boolean passed() {
      return expected.equals(actual);
    }

    /** Returns both, one beside the other. */
    @Override
    public String toString() {
      List<String> lines = new ArrayList<>(List.of(name));
      int width =
          Stream.concat(Stream.of("expected"), expected.stream())
              .mapToInt(String::length)
              .max()
              .orElse(0);
      String format = "  %-" + width + "s | %s";
      lines.add(format.formatted("expected", "actual"));
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        lines.add(
            format.formatted(
                i < expected.size() ? expected.get(i) : "",
                i < actual.size() ? actual.get(i) : ""));
      }
      return String.join("\n", lines);
    }
  }

  private final Routing routing;

  private RoutesTestFile(Routes routes) {
    this.routing = new Routing(routes);
  }

  /** Returns the results of the tests that are packaged with the functions. */
  public static List<Result> packaged() {
    return new RoutesTestFile(RoutesFile.packaged())
        .results(YamlValue.packaged(RoutesTestFile.class, NAME));
  }

  /**
   * Returns the results of the tests in a text.
   *
   * @throws IllegalArgumentException if they are written wrongly; the message says where and what
   *     is allowed
   */
  public static List<Result> run(String text, Routes routes) {
    return new RoutesTestFile(routes).results(YamlValue.parse(NAME, text));
  }

  private List<Result> results(YamlValue file) {
    return file.mapping(Set.of("tests")).get("tests").items("test").stream()
        .map(test -> result(test.mapping(KEYS)))
        .toList();
  }

  private Result result(YamlValue test) {
    Instant at = test.get("at").instant();
    String stage = test.get("stage").isPresent() ? test.get("stage").text() : "prod";
    Duration firing =
        test.get("firingFor").isPresent() ? Reading.duration(test.get("firingFor")) : Duration.ZERO;
    boolean resolved = Reading.isSet(test.get("resolved"));
    Map<String, String> labels = labels(test.get("alarm").text(), stage);
    if (test.get("severity").isPresent()) {
      labels.put(Alert.SEVERITY, Alert.label(test.get("severity").choice(Severity.class)));
    }
    Alert alert =
        new Alert(labels, resolved ? State.RESOLVED : State.FIRING, at.minus(firing), "test", "");
    Decision decision = routing.decide(alert, at, context(test, alert, at));
    List<String> expected =
        test.get("expect").items("receiver").stream().map(RoutesTestFile::expected).toList();
    List<String> actual = decision.deliveries().stream().map(RoutesTestFile::actual).toList();
    return new Result(test.get("name").text(), decision, expected, actual);
  }

  private static Context context(YamlValue test, Alert alert, Instant at) {
    List<Alert> active = new ArrayList<>(List.of(alert));
    for (YamlValue name : optionalItems(test.get("active"), "alarm")) {
      Map<String, String> labels = labels(name.text(), alert.label(Alert.STAGE));
      active.add(new Alert(labels, State.FIRING, at, "test", ""));
    }
    List<Silence> silences = new ArrayList<>();
    for (YamlValue item : optionalItems(test.get("silences"), "silence")) {
      item.mapping(Set.of("match"));
      silences.add(
          new Silence(
              "test", Reading.matchers(item.get("match")), "test", "test", at, at.plusSeconds(1)));
    }
    boolean acknowledged = Reading.isSet(test.get("acknowledged"));
    Map<String, List<Instant>> sent = new HashMap<>();
    if (test.get("sent").isPresent()) {
      test.get("sent")
          .entries()
          .forEach(
              (receiver, count) ->
                  sent.put(receiver, Collections.nCopies((int) count.integer(0, 10_000), at)));
    }
    return new Context(
        active, silences, List.of(), acknowledged ? Set.of(alert.key()) : Set.of(), sent);
  }

  /** Returns the labels of an alarm: of the product's, what is known of them. */
  private static Map<String, String> labels(String alarm, String stage) {
    Map<String, String> labels = new HashMap<>(Map.of(Alert.STAGE, stage, Alert.ALARM, alarm));
    Stream.of(GameAlarm.values())
        .filter(each -> (alarm + "-").startsWith(each.alarmName() + "-"))
        .findFirst()
        .ifPresent(each -> labels.putAll(Alert.labels(AlarmNote.of(each))));
    return labels;
  }

  private static String expected(YamlValue item) {
    item.mapping(
        Set.of(
            "receiver",
            "people",
            "channels",
            "silenced",
            "inhibited",
            "acknowledged",
            "muted",
            "waitsUntil",
            "rateLimited"));
    if (item.entries().size() != (item.get("people").isPresent() ? 3 : 2)) {
      throw item.mistake(
          "needs receiver and either people and channels, or one of silenced, inhibited,"
              + " acknowledged, muted, waitsUntil, rateLimited");
    }
    String receiver = item.get("receiver").text();
    if (item.get("people").isPresent()) {
      Set<Channel> channels = EnumSet.noneOf(Channel.class);
      item.get("channels")
          .items("channel")
          .forEach(channel -> channels.add(channel.choice(Channel.class)));
      List<String> people =
          item.get("people").items("person").stream().map(YamlValue::text).toList();
      return told(receiver, people, channels);
    }
    for (String flag : List.of("silenced", "acknowledged", "rateLimited")) {
      if (Reading.isSet(item.get(flag))) {
        return receiver + ": " + flag;
      }
    }
    if (item.get("waitsUntil").isPresent()) {
      return receiver + ": waitsUntil " + item.get("waitsUntil").instant();
    }
    String what = item.get("muted").isPresent() ? "muted" : "inhibited";
    return receiver + ": " + what + " " + item.get(what).text();
  }

  private static String actual(Decision.Delivery delivery) {
    String receiver = delivery.route().receiver().name();
    return switch (delivery.outcome()) {
      case Decision.Told told -> {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        told.notices().forEach(notice -> channels.addAll(notice.channels()));
        yield told(
            receiver, told.notices().stream().map(each -> each.person().name()).toList(), channels);
      }
      case Decision.Silenced _ -> receiver + ": silenced";
      case Decision.Acknowledged _ -> receiver + ": acknowledged";
      case Decision.RateLimited _ -> receiver + ": rateLimited";
      case Decision.WaitsForHours waits -> receiver + ": waitsUntil " + waits.until();
      case Decision.Muted muted -> receiver + ": muted " + muted.window();
      case Decision.Inhibited inhibited -> receiver + ": inhibited " + inhibited.rule();
    };
  }

  private static String told(
      String receiver, Collection<String> people, Collection<Channel> channels) {
    return receiver + ": " + new TreeSet<>(people) + " by " + channels;
  }
}
