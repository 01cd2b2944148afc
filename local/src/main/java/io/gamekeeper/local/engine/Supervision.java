package io.gamekeeper.local.engine;

import io.gamekeeper.local.observe.ErrorLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** The supervisors of a stage's server engines. */
public final class Supervision implements AutoCloseable {
  private final List<Supervisor> supervisors;

  private Supervision(List<Supervisor> supervisors) {
    this.supervisors = supervisors;
  }

  /** Supervises engines until it is closed. */
  public static Supervision of(Engines engines, Pace pace, InstantSource clock, ErrorLog errors) {
    return new Supervision(
        List.<ServerEngine>of(engines.mariaDb(), engines.redis()).stream()
            .map(engine -> Supervisor.of(engine, pace, clock, errors))
            .toList());
  }

  /** Returns all supervisors. */
  public List<Supervisor> all() {
    return supervisors;
  }

  /**
   * Returns the supervisor of an engine, by the engine's name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Supervisor named(String engine) {
    return supervisors.stream()
        .filter(supervisor -> supervisor.engine().name().equalsIgnoreCase(engine))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no engine "
                        + engine
                        + " that the stage can stop and start, only "
                        + String.join(
                            " and ",
                            supervisors.stream()
                                .map(known -> known.engine().name().toLowerCase(Locale.ROOT))
                                .toList())));
  }

  /** Returns the summary of a resource, with the fault of the engine behind it, if it has one. */
  public String described(String summary) {
    return supervisors.stream()
        .filter(supervisor -> supervisor.engine().address().equals(summary))
        .filter(supervisor -> supervisor.health().state() != Supervisor.State.RUNNING)
        .findAny()
        .map(supervisor -> summary + ", " + supervisor.health().described())
        .orElse(summary);
  }

  @Override
  public void close() {
    supervisors.forEach(Supervisor::close);
  }
}
