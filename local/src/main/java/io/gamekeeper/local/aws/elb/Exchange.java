package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.Answer;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import java.util.function.Consumer;

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
  void answer(Answer answer) {
    to.accept(answer);
  }

  /** Answers as the load balancer, which no target did. */
  void answerByItself(FrontResponse answer) {
    listener.metrics().ownAnswer(answer.status());
    to.accept(answer);
  }
}
