package io.gamekeeper.contract;

import java.util.List;

/**
 * What dashboards and alarms calculate from other metrics, by CloudWatch's metric math. Nobody
 * emits it: a rate that somebody emitted could not be added up over functions, servers or periods,
 * and would be paid for.
 */
public enum DerivedMetric {
  ERROR_RATE(
      "ErrorRate",
      GameMetric.Unit.PERCENT,
      "Requests that failed on our side, of all that the load balancer took.",
      "IF(requests > 0, 100 * (FILL(own, 0) + FILL(targets, 0)) / requests, 0)",
      new Input("own", Input.LOAD_BALANCER, "HTTPCode_ELB_5XX_Count"),
      new Input("targets", Input.LOAD_BALANCER, "HTTPCode_Target_5XX_Count"),
      new Input("requests", Input.LOAD_BALANCER, "RequestCount")),
  SERVER_CRASH_RATE(
      "ServerCrashRate",
      GameMetric.Unit.COUNT,
      "Ends of game servers that were none of an orderly stop, of all releases, in a period.",
      "FILL(faults, 0)",
      new Input("faults", Input.OWN, GameMetric.SERVER_FAULTS.metricName())),
  EVENT_RATE(
      "EventRate",
      GameMetric.Unit.COUNT_PER_SECOND,
      "Players' events that are accepted in a second.",
      "accepted / PERIOD(accepted)",
      new Input("accepted", Input.OWN, GameMetric.EVENTS_ACCEPTED.metricName())),
  EVENT_SUCCESS_RATE(
      "EventSuccessRate",
      GameMetric.Unit.PERCENT,
      "Players' events that all their listeners handled at this attempt, of all.",
      "IF(handled + failed > 0, 100 * handled / (handled + failed), 100)",
      new Input("handled", Input.OWN, GameMetric.EVENTS_HANDLED.metricName()),
      new Input("failed", Input.OWN, GameMetric.EVENTS_FAILED.metricName())),
  LISTENER_ERROR_RATE(
      "ListenerErrorRate",
      GameMetric.Unit.PERCENT,
      "Events that a listener failed for, of all that listeners were called with.",
      "IF(called > 0, 100 * errors / called, 0)",
      new Input("called", Input.OWN, GameMetric.LISTENER_EVENTS.metricName()),
      new Input("errors", Input.OWN, GameMetric.LISTENER_ERRORS.metricName()));

  /**
   * A metric of the expression, as a sum over the period.
   *
   * @param id its name in the expression
   * @param namespace {@link #LOAD_BALANCER}, with the dimension {@code LoadBalancer}, or {@link
   *     #OWN}, with the dimension {@link GameMetric#SERVICE}
   */
  public record Input(String id, String namespace, String metricName) {
    public static final String LOAD_BALANCER = "AWS/ApplicationELB";

    /** Stands for the namespace of the stage's own metrics. */
    public static final String OWN = "";
  }

  private final String metricName;
  private final GameMetric.Unit unit;
  private final String meaning;
  private final String expression;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<Input> inputs;

  DerivedMetric(
      String metricName, GameMetric.Unit unit, String meaning, String expression, Input... inputs) {
    this.metricName = metricName;
    this.unit = unit;
    this.meaning = meaning;
    this.expression = expression;
    this.inputs = List.of(inputs);
  }

  /** Returns the name that people use, and labels. */
  public String metricName() {
    return metricName;
  }

  public GameMetric.Unit unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** Returns the expression in metric math over the ids of the inputs. */
  public String expression() {
    return expression;
  }

  public List<Input> inputs() {
    return inputs;
  }
}
