package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.target.InvocationResult;
import java.util.function.Consumer;

/** A way to call functions. */
interface Invocations {
  void invoke(
      String function, byte[] event, EngineTime engineTime, Consumer<InvocationResult> answer)
      throws InterruptedException;

  /** Returns a way that calls them on other threads, and waits for their end. */
  static Invocations waiting(Functions functions) {
    return (function, event, engineTime, answer) ->
        answer.accept(functions.invoke(function, event, engineTime));
  }
}
