package io.gamekeeper.platform.http;

import java.util.Map;

/** An answer to a caller: JSON of a value, or a problem document. */
public sealed interface HttpResponse {

  /** A JSON document of that status. */
  record Document(int status, Object body, Map<String, String> headers) implements HttpResponse {
    public Document {
      headers = Map.copyOf(headers);
    }
  }

  /** A problem document. */
  record Failure(Problem problem, Map<String, String> headers) implements HttpResponse {
    public Failure {
      headers = Map.copyOf(headers);
    }

    @Override
    public int status() {
      return problem.status();
    }
  }

  int status();

  Map<String, String> headers();

  /** Returns a response with status 200 and that JSON. */
  static HttpResponse ok(Object body) {
    return json(200, body);
  }

  /** Returns a response with that status and that JSON. */
  static HttpResponse json(int status, Object body) {
    return new Document(status, body, Map.of());
  }

  /** Returns a response with the problem's status and document. */
  static HttpResponse of(Problem problem) {
    return new Failure(problem, Map.of());
  }
}
