package io.gamekeeper.console.traces;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.Edge;
import software.amazon.awssdk.services.xray.model.ErrorStatistics;
import software.amazon.awssdk.services.xray.model.FaultStatistics;
import software.amazon.awssdk.services.xray.model.Service;

/** Adds up what X-Ray counts of a service or of calls, over pieces of time and kinds of node. */
final class Tally {
  private @Nullable String type;
  private long requests;
  private long errors;
  private long faults;
  private double seconds;

  /** Notes the kind of service; of several, the first that is known. */
  void is(@Nullable String kind) {
    type = type == null ? kind : type;
  }

  void add(Service service) {
    var counted = service.summaryStatistics();
    if (counted != null) {
      add(
          counted.totalCount(),
          counted.errorStatistics(),
          counted.faultStatistics(),
          counted.totalResponseTime());
    }
  }

  void add(Edge edge) {
    var counted = edge.summaryStatistics();
    if (counted != null) {
      add(
          counted.totalCount(),
          counted.errorStatistics(),
          counted.faultStatistics(),
          counted.totalResponseTime());
    }
  }

  private void add(
      @Nullable Long total,
      @Nullable ErrorStatistics refused,
      @Nullable FaultStatistics failed,
      @Nullable Double time) {
    requests += total == null ? 0 : total;
    errors += refused == null || refused.totalCount() == null ? 0 : refused.totalCount();
    faults += failed == null || failed.totalCount() == null ? 0 : failed.totalCount();
    seconds += time == null ? 0 : time;
  }

  ServiceMap.Node node(String name) {
    return new ServiceMap.Node(name, type, requests, errors, faults, mean());
  }

  ServiceMap.Call call(String from, String to) {
    return new ServiceMap.Call(from, to, requests, errors, faults, mean());
  }

  private double mean() {
    return requests == 0 ? 0 : seconds / requests;
  }
}
