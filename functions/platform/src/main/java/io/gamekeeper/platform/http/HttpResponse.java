package io.gamekeeper.platform.http;

import java.util.Map;

/** An answer to a caller: JSON of a value, a file, or a problem document. */
public sealed interface HttpResponse {

  /** A JSON document of that status. */
  record Document(int status, Object body, Map<String, String> headers) implements HttpResponse {
    public Document {
      headers = Map.copyOf(headers);
    }

    @Override
    public HttpResponse with(Map<String, String> all) {
      return new Document(status, body, all);
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

    @Override
    public HttpResponse with(Map<String, String> all) {
      return new Failure(problem, all);
    }
  }

  /** What an operator changed: a JSON document of the new state; the audit trail keeps both. */
  record Changed(int status, Object before, Object after, Map<String, String> headers)
      implements HttpResponse {
    public Changed {
      headers = Map.copyOf(headers);
    }

    @Override
    public HttpResponse with(Map<String, String> all) {
      return new Changed(status, before, after, all);
    }
  }

  /** A file of that type. Its headers say whether it may be cached. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record File(int status, String contentType, byte[] content, Map<String, String> headers)
      implements HttpResponse {
    public File {
      headers = Map.copyOf(headers);
    }

    @Override
    public HttpResponse with(Map<String, String> all) {
      return new File(status, contentType, content, all);
    }
  }

  int status();

  Map<String, String> headers();

  /** Returns the same response with these headers and no others. */
  HttpResponse with(Map<String, String> all);

  /** Returns a response with status 200 and that JSON. */
  static HttpResponse ok(Object body) {
    return json(200, body);
  }

  /** Returns a response with that status and that JSON. */
  static HttpResponse json(int status, Object body) {
    return new Document(status, body, Map.of());
  }

  /** Returns a response with status 200 to a change, and that new state. */
  static HttpResponse changed(Object before, Object after) {
    return new Changed(200, before, after, Map.of());
  }

  /** Returns a response with the problem's status and document. */
  static HttpResponse of(Problem problem) {
    return new Failure(problem, Map.of());
  }
}
