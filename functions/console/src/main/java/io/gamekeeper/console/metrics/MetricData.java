package io.gamekeeper.console.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MessageData;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Reads metrics by {@code GetMetricData} and remembers each answer for some seconds, so that five
 * pages that show the same cost one call. What it holds is bounded by the number of points.
 */
public final class MetricData {
  /** In one call. */
  public static final int MOST_QUERIES = 500;

  /** Refreshing pages must not see old values, several pages at once should see the same ones. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** Of all answers together; a point takes about 50 bytes. */
  private static final int MOST_REMEMBERED_POINTS = 200_000;

  private static final int MOST_ANSWERS = 500;
  private static final int MOST_PAGES = 20;

  private final CloudWatchClient client;
  private final InstantSource clock;
  private final Map<Question, Remembered> remembered = new LinkedHashMap<>();
  private int points;

  private record Question(List<MetricDataQuery> queries, Instant from, Instant to) {}

  private record Remembered(Answer answer, Instant at) {}

  /**
   * What a query results in; a search has several results of one id.
   *
   * @param label CloudWatch's, if the query has none
   * @param times seconds since the epoch, ascending
   * @param values one per time; null for what is no number
   */
  public record Result(String id, String label, List<Long> times, List<@Nullable Double> values) {}

  /**
   * What was asked for.
   *
   * @param messages of CloudWatch, about what it left out
   */
  public record Answer(List<Result> results, List<String> messages) {}

  public MetricData(CloudWatchClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Reads what is planned, results in the queries' order.
   *
   * @param plan of at most {@link #MOST_QUERIES} queries
   */
  public Answer read(MetricPlan plan) {
    if (plan.queries().isEmpty()) {
      return new Answer(List.of(), List.of());
    }
    Question question = new Question(plan.queries(), plan.from(), plan.to());
    Answer known = recall(question);
    if (known != null) {
      return known;
    }
    Answer answer = ask(question);
    remember(question, answer);
    return answer;
  }

  private synchronized @Nullable Answer recall(Question question) {
    forgetOld();
    Remembered known = remembered.get(question);
    return known == null ? null : known.answer();
  }

  private synchronized void remember(Question question, Answer answer) {
    Remembered before = remembered.remove(question);
    if (before != null) {
      points -= points(before.answer());
    }
    remembered.put(question, new Remembered(answer, clock.instant()));
    points += points(answer);
    Iterator<Remembered> oldest = remembered.values().iterator();
    while (points > MOST_REMEMBERED_POINTS || remembered.size() > MOST_ANSWERS) {
      points -= points(oldest.next().answer());
      oldest.remove();
    }
  }

  private void forgetOld() {
    Instant since = clock.instant().minus(REMEMBERED);
    Iterator<Remembered> oldest = remembered.values().iterator();
    while (oldest.hasNext()) {
      Remembered next = oldest.next();
      if (next.at().isAfter(since)) {
        return;
      }
      points -= points(next.answer());
      oldest.remove();
    }
  }

  private static int points(Answer answer) {
    return answer.results().stream().mapToInt(result -> result.times().size()).sum();
  }

  private Answer ask(Question question) {
    Reading reading = new Reading();
    GetMetricDataRequest request =
        GetMetricDataRequest.builder()
            .metricDataQueries(question.queries())
            .startTime(question.from())
            .endTime(question.to())
            .scanBy(ScanBy.TIMESTAMP_ASCENDING)
            .build();
    for (int page = 1; ; page++) {
      GetMetricDataResponse response = client.getMetricData(request);
      reading.take(response);
      if (response.nextToken() == null || response.nextToken().isEmpty()) {
        return reading.answer(question.queries());
      }
      if (page == MOST_PAGES) {
        reading.messages.add("There is more than can be shown; ask for a shorter time.");
        return reading.answer(question.queries());
      }
      request = request.toBuilder().nextToken(response.nextToken()).build();
    }
  }

  /** The pages of an answer, put together. */
  private static final class Reading {
    private final List<Result> results = new ArrayList<>();
    private final Set<String> messages = new LinkedHashSet<>();

    /** The results of the last page to which the next page adds points, by id and label. */
    private Map<List<String>, Result> unfinished = new LinkedHashMap<>();

    void take(GetMetricDataResponse page) {
      Map<List<String>, Result> open = new LinkedHashMap<>();
      for (MetricDataResult part : page.metricDataResults()) {
        List<String> key = List.of(part.id(), String.valueOf(part.label()));
        Result begun = unfinished.remove(key);
        Result result = begun == null ? begin(part) : begun;
        add(part, result);
        if (part.statusCode() == StatusCode.PARTIAL_DATA) {
          open.put(key, result);
        } else if (part.statusCode() == StatusCode.INTERNAL_ERROR
            || part.statusCode() == StatusCode.FORBIDDEN) {
          messages.add(result.label() + ": CloudWatch could not read it, try again.");
        }
        part.messages().forEach(this::tell);
      }
      page.messages().forEach(this::tell);
      unfinished = open;
    }

    private Result begin(MetricDataResult part) {
      Result result =
          new Result(
              part.id(),
              part.label() == null ? part.id() : part.label(),
              new ArrayList<>(),
              new ArrayList<>());
      results.add(result);
      return result;
    }

    private static void add(MetricDataResult part, Result result) {
      int size = Math.min(part.timestamps().size(), part.values().size());
      for (int i = 0; i < size; i++) {
        double value = part.values().get(i);
        result.times().add(part.timestamps().get(i).getEpochSecond());
        result.values().add(Double.isFinite(value) ? value : null);
      }
    }

    private void tell(MessageData message) {
      messages.add(message.value() == null ? String.valueOf(message.code()) : message.value());
    }

    Answer answer(List<MetricDataQuery> queries) {
      List<String> order = queries.stream().map(MetricDataQuery::id).toList();
      results.sort(Comparator.comparingInt(result -> order.indexOf(result.id())));
      return new Answer(List.copyOf(results), List.copyOf(messages));
    }
  }
}
