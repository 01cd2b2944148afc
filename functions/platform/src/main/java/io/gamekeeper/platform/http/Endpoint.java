package io.gamekeeper.platform.http;

/** Answers requests of one route. */
@FunctionalInterface
public interface Endpoint {

  /** Answers a request; may throw for bugs and transient faults, which the boundary answers. */
  HttpResponse answer(Call call);
}
