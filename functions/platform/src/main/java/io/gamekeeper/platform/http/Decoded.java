package io.gamekeeper.platform.http;

import java.util.function.Function;

/** The result of decoding untrusted input: a value, or the problem document to answer with. */
public sealed interface Decoded<T> {

  /** The input was right. */
  record Value<T>(T value) implements Decoded<T> {}

  /** The input was wrong, and this says how. */
  record Refused<T>(Problem problem) implements Decoded<T> {}

  /** Goes on with the value, or keeps the refusal. */
  default <R> Decoded<R> then(Function<? super T, Decoded<R>> next) {
    return switch (this) {
      case Value<T>(T value) -> next.apply(value);
      case Refused<T>(Problem problem) -> new Refused<>(problem);
    };
  }

  /** Answers with what the value leads to, or with the refusal. */
  default HttpResponse answer(Function<? super T, HttpResponse> next) {
    return switch (this) {
      case Value<T>(T value) -> next.apply(value);
      case Refused<T>(Problem problem) -> HttpResponse.of(problem);
    };
  }
}
