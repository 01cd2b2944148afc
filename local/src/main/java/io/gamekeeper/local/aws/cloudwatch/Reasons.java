package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.cloudwatch.math.Grid;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says why an alarm is in a state, in words and as data, as CloudWatch does. */
final class Reasons {
  /** As in events, reasons' data and messages: {@code 2019-10-01T13:56:40.985+0000}. */
  static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter IN_WORDS =
      DateTimeFormatter.ofPattern("dd/MM/uu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MetricAlarm.Condition condition;
  private final Grid grid;
  private final double[] points;
  private final Judgement judgement;

  Reasons(MetricAlarm.Condition condition, Grid grid, double[] points, Judgement judgement) {
    this.condition = condition;
    this.grid = grid;
    this.points = points;
    this.judgement = judgement;
  }

  /** A state with the reason for it. */
  Alarm.StateValue stateValue(State value, Alarm.StateValue before, Instant now) {
    return new Alarm.StateValue(value, words(value, before.value()), data(now), now);
  }

  private String words(State value, State before) {
    if (value == State.INSUFFICIENT_DATA) {
      return "Insufficient Data: %d datapoint%s unknown."
          .formatted(judgement.filled(), judgement.filled() == 1 ? " was" : "s were");
    }
    if (judgement.evaluated().isEmpty()) {
      return "Threshold Crossed: no datapoints were received for %d period%s and %d missing datapoint%s treated as [%s]."
          .formatted(
              condition.periods(),
              condition.periods() == 1 ? "" : "s",
              judgement.filled(),
              judgement.filled() == 1 ? " was" : "s were",
              value == State.ALARM ? "Breaching" : "NonBreaching");
    }
    List<Integer> named =
        judgement.evaluated().stream()
            .filter(i -> breaching(points[i]) == (value == State.ALARM))
            .toList();
    int all = judgement.evaluated().size();
    return "Threshold Crossed: %d out of the last %d datapoints [%s] %s %s%s the threshold (%s) (minimum %d datapoint%s for %s transition)."
        .formatted(
            named.size(),
            all,
            named.stream()
                .map(i -> number(points[i]) + " (" + IN_WORDS.format(grid.at(i)) + ")")
                .collect(Collectors.joining(", ")),
            named.size() == 1 ? "was" : "were",
            value == State.ALARM ? "" : "not ",
            condition.comparison().words(),
            number(condition.threshold()),
            value == State.ALARM
                ? condition.datapoints()
                : condition.periods() - condition.datapoints() + 1,
            condition.datapoints() == 1 ? "" : "s",
            before + " -> " + value);
  }

  private boolean breaching(double value) {
    return condition.comparison().breaches(value, condition.threshold());
  }

  private String data(Instant now) {
    ObjectNode data =
        JSON.createObjectNode().put("version", "1.0").put("queryDate", TIMESTAMP.format(now));
    List<Integer> evaluated = judgement.evaluated();
    if (!evaluated.isEmpty()) {
      data.put("startDate", TIMESTAMP.format(grid.at(evaluated.getLast())));
    }
    if (condition.queries().all().size() == 1) {
      data.put("statistic", condition.queries().stats().getFirst().statistic().name());
    }
    data.put("period", condition.period().toSeconds());
    ArrayNode recent = data.putArray("recentDatapoints");
    evaluated.reversed().forEach(i -> recent.add(points[i]));
    data.put("threshold", condition.threshold());
    ArrayNode all = data.putArray("evaluatedDatapoints");
    evaluated.forEach(
        i ->
            all.addObject().put("timestamp", TIMESTAMP.format(grid.at(i))).put("value", points[i]));
    return data.toString();
  }

  /** A number as people write it. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.1f", value)
        : Double.toString(value);
  }
}
