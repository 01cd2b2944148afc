package io.gamekeeper.insight.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.insight.Day;
import io.gamekeeper.insight.Figures;
import io.gamekeeper.insight.Minute;
import io.gamekeeper.insight.Outgoing;
import io.gamekeeper.insight.Point;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The collector's figures as JSON. Minutes are arrays, because many may wait to be closed. */
final class FiguresJson {
  private static final JsonMapper JSON = new JsonMapper();

  private FiguresJson() {}

  static String write(Figures figures) {
    ObjectNode json = JSON.createObjectNode();
    json.put("position", figures.position());
    json.put("open", figures.open().toString());
    ObjectNode minutes = json.putObject("minutes");
    figures.minutes().forEach((at, minute) -> write(minute, minutes.putArray(at.toString())));
    ObjectNode days = json.putObject("days");
    figures.days().forEach((at, day) -> write(day, days.putObject(at.toString())));
    figures
        .outgoing()
        .ifPresent(
            outgoing -> {
              json.put("claimed", outgoing.claimed());
              ArrayNode points = json.putArray("points");
              outgoing.points().forEach(point -> write(point, points.addArray()));
            });
    return json.toString();
  }

  private static void write(Minute minute, ArrayNode json) {
    json.add(minute.registrations()).add(minute.purchases()).add(minute.sessions());
    if (minute.sessions() > 0) {
      json.add(minute.seconds()).add(minute.shortest()).add(minute.longest());
      ArrayNode ended = json.addArray();
      minute.ended().forEach(ended::add);
    }
  }

  private static void write(Day day, ObjectNode json) {
    json.put("active", day.active()).put("before", day.before()).put("stayed", day.stayed());
    ObjectNode revenue = json.putObject("revenue");
    day.revenue()
        .forEach(
            (currency, paid) ->
                revenue.putArray(currency).add(paid.purchases()).add(paid.minorUnits()));
  }

  private static void write(Point point, ArrayNode json) {
    json.add(point.metric().metricName())
        .add(point.currency().orElse(""))
        .add(point.at().toString())
        .add(point.count())
        .add(point.sum())
        .add(point.minimum())
        .add(point.maximum());
  }

  static Figures read(long version, String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the kept figures are no JSON", e);
    }
    Map<Instant, Minute> minutes = new HashMap<>();
    json.path("minutes")
        .properties()
        .forEach(each -> minutes.put(Instant.parse(each.getKey()), minute(each.getValue())));
    Map<LocalDate, Day> days = new HashMap<>();
    json.path("days")
        .properties()
        .forEach(each -> days.put(LocalDate.parse(each.getKey()), day(each.getValue())));
    Optional<Outgoing> outgoing = Optional.empty();
    if (json.has("points")) {
      List<Point> points = new ArrayList<>();
      json.path("points").forEach(each -> points.add(point(each)));
      outgoing = Optional.of(new Outgoing(points, json.path("claimed").booleanValue()));
    }
    return new Figures(
        version,
        json.path("position").asText(),
        Instant.parse(json.path("open").asText()),
        minutes,
        days,
        outgoing);
  }

  private static Minute minute(JsonNode json) {
    Set<Integer> ended = new HashSet<>();
    json.path(6).forEach(hash -> ended.add(hash.intValue()));
    return new Minute(
        json.path(0).longValue(),
        json.path(1).longValue(),
        json.path(2).longValue(),
        json.path(3).doubleValue(),
        json.has(4) ? json.path(4).doubleValue() : Double.POSITIVE_INFINITY,
        json.path(5).doubleValue(),
        ended);
  }

  private static Day day(JsonNode json) {
    Map<String, Day.Revenue> revenue = new HashMap<>();
    json.path("revenue")
        .properties()
        .forEach(
            each ->
                revenue.put(
                    each.getKey(),
                    new Day.Revenue(
                        each.getValue().path(0).longValue(), each.getValue().path(1).longValue())));
    return new Day(
        json.path("active").longValue(),
        json.path("before").longValue(),
        json.path("stayed").longValue(),
        revenue);
  }

  private static Point point(JsonNode json) {
    String currency = json.path(1).asText();
    return new Point(
        metric(json.path(0).asText()),
        currency.isEmpty() ? Optional.empty() : Optional.of(currency),
        Instant.parse(json.path(2).asText()),
        json.path(3).longValue(),
        json.path(4).doubleValue(),
        json.path(5).doubleValue(),
        json.path(6).doubleValue());
  }

  private static GameMetric metric(String name) {
    for (GameMetric metric : GameMetric.values()) {
      if (metric.metricName().equals(name)) {
        return metric;
      }
    }
    throw new IllegalStateException("a kept point is of metric " + name + ", which does not exist");
  }
}
