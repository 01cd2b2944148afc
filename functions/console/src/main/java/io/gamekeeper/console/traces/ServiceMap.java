package io.gamekeeper.console.traces;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services that took part in traces, and who called whom. */
public record ServiceMap(List<Node> services, List<Call> calls) {
  public ServiceMap {
    services = List.copyOf(services);
    calls = List.copyOf(calls);
  }

  /**
   * A service.
   *
   * @param type by AWS's names; {@code remote} for what is only called; null if nothing is known
   * @param requests how many of its requests are in traces: a share of all
   * @param meanSeconds of a request; 0 without any
   */
  public record Node(
      String name,
      @Nullable String type,
      long requests,
      long errors,
      long faults,
      double meanSeconds) {}

  /** Calls of a service by another, each by its name. */
  public record Call(
      String from, String to, long requests, long errors, long faults, double meanSeconds) {}
}
