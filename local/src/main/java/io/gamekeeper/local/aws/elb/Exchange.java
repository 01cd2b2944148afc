package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A request that is being answered.
 *
 * @param engineTime counts what functions spend in engines
 * @param invocations calls a function
 * @param to gets the answer
 */
record Exchange(
    FrontRequest request,
    Listener listener,
    RuleConfig rule,
    EngineTime engineTime,
    Invocations invocations,
    Consumer<Answer> to) {
  /** Returns the same exchange of a request with more headers. */
  Exchange with(List<FrontRequest.Field> headers) {
    return new Exchange(
        request.withHeaders(Stream.concat(request.headers().stream(), headers.stream()).toList()),
        listener,
        rule,
        engineTime,
        invocations,
        to);
  }

  void answer(Answer answer) {
    to.accept(answer);
  }

  /** Answers as the load balancer, which no target did. */
  void answerByItself(FrontResponse answer) {
    listener.metrics().ownAnswer(answer.status());
    to.accept(answer);
  }
}
