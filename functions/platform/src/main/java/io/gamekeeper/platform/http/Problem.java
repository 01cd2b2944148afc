package io.gamekeeper.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, RFC 9457. The boundary adds the request's id as {@code instance}.
 *
 * @param name last part of the type URI {@code /problems/…}; never changes once published
 * @param status HTTP status, 4xx or 5xx
 * @param title the same words for every problem of this type
 * @param detail what was wrong with this request, for the caller; no internals
 * @param retryAfter when it makes sense to try again; sent as {@code Retry-After}
 */
public record Problem(
    String name, int status, String title, @Nullable String detail, @Nullable Duration retryAfter) {

  public Problem {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a problem has a 4xx or 5xx status, not " + status);
    }
  }

  /** Returns a problem of that type, without a time to retry. */
  public static Problem of(String name, int status, String title, @Nullable String detail) {
    return new Problem(name, status, title, detail, null);
  }

  /** 400: the request cannot be read. */
  public static Problem malformed(String detail) {
    return of("malformed-request", 400, "The request cannot be read", detail);
  }

  /** 401: no token, or one that is not accepted. */
  public static Problem unauthorized(String detail) {
    return of("unauthorized", 401, "A valid bearer token is needed", detail);
  }

  /** 403: the caller is known and must not do this. */
  public static Problem forbidden(String detail) {
    return of("forbidden", 403, "Not allowed for this player", detail);
  }

  /** 404: there is no such thing. */
  public static Problem notFound(String detail) {
    return of("not-found", 404, "Not found", detail);
  }

  /** 405: the path exists, not for this method. */
  static Problem methodNotAllowed(String method) {
    return of("method-not-allowed", 405, "Method not allowed", method + " is not allowed");
  }

  /** 409: it contradicts what was accepted before. */
  public static Problem conflict(String detail) {
    return of("conflict", 409, "This contradicts an earlier request", detail);
  }

  /** 413: the body is over the limit. */
  public static Problem tooLarge(int limitBytes) {
    return of(
        "content-too-large",
        413,
        "The body is too large",
        "at most " + limitBytes + " bytes are accepted");
  }

  /** 415: the body is not JSON. */
  public static Problem unsupportedMediaType() {
    return of(
        "unsupported-media-type",
        415,
        "The body's media type is not supported",
        "send application/json");
  }

  /** 422: readable, and against a rule of its own type. */
  public static Problem unprocessable(String name, String title, String detail) {
    return of(name, 422, title, detail);
  }

  /** 429: too many requests. */
  public static Problem tooManyRequests(Duration retryAfter) {
    return new Problem("too-many-requests", 429, "Too many requests", null, retryAfter);
  }

  /** 503: something that we depend on does not answer; nothing that was accepted is lost. */
  public static Problem unavailable(Duration retryAfter) {
    return new Problem("unavailable", 503, "Temporarily not available", null, retryAfter);
  }

  /** 500: a bug. */
  static Problem internal() {
    return of("internal-error", 500, "Something went wrong on our side", null);
  }

  /** Returns the type URI, relative to the API. */
  public String type() {
    return "/problems/" + name;
  }
}
