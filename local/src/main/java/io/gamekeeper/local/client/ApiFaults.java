package io.gamekeeper.local.client;

import io.gamekeeper.local.time.Agenda;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Faults of AWS services for single functions, as AWS Fault Injection Service has them for the
 * requests of a role: all of its calls of a service fail, or take time. What was called before goes
 * on.
 *
 * @see <a href="https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html">AWS
 *     FIS actions reference</a>
 */
public final class ApiFaults {
  private static final int UNAVAILABLE = 503;

  private final Agenda agenda;
  private final Map<Calls, Fault> faults = new ConcurrentHashMap<>();

  /** A function's calls of a service. */
  private record Calls(String function, String service) {}

  /** The fault of a call. */
  private sealed interface Fault {
    /** The service does not take it. */
    record Unavailable() implements Fault {}

    /** It is answered after that time. */
    record Slow(Duration latency) implements Fault {}
  }

  /** Creates no faults. */
  public ApiFaults(Agenda agenda) {
    this.agenda = agenda;
  }

  /**
   * Has a service refuse each call of a function.
   *
   * @param function its physical name
   * @param service as actions of policies name it, for instance {@code dynamodb}
   */
  public void refuse(String function, String service) {
    faults.put(new Calls(function, service), new Fault.Unavailable());
  }

  /** Has a service take that much longer for each call of a function. */
  public void slow(String function, String service, Duration latency) {
    faults.put(new Calls(function, service), new Fault.Slow(latency));
  }

  /** Ends a fault; does nothing if there is none. */
  public void end(String function, String service) {
    faults.remove(new Calls(function, service));
  }

  /** Lets a call of a function meet its fault, if there is one. */
  void meet(String function, String service, SimulatedService.Errors errors) {
    if (faults.isEmpty()) {
      return;
    }
    switch (faults.get(new Calls(function, service))) {
      case null -> {}
      case Fault.Unavailable() -> throw unavailable(service, errors);
      case Fault.Slow(Duration latency) -> {
        try {
          agenda.elapse(latency);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw unavailable(service, errors);
        }
      }
    }
  }

  private static AwsServiceException unavailable(String service, SimulatedService.Errors errors) {
    return errors.of(
        "ServiceUnavailable", UNAVAILABLE, service + " is made unavailable on this stage");
  }
}
