package io.gamekeeper.local.target;

import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.service.StageException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The functions, for services that wait for their results. A function is named by its name or ARN,
 * with or without a qualifier.
 */
public interface Functions {

  /**
   * Why a function's own policy refuses a service; empty if it does not.
   *
   * @param principal for instance {@code elasticloadbalancing.amazonaws.com}
   * @param sourceArn the resource on whose behalf the service calls
   */
  Optional<String> refusal(String function, String principal, String sourceArn);

  /**
   * Calls a function, on a thread of its own, and waits for its end.
   *
   * @param payload JSON
   * @param engineTime counts what the function spends in engines
   * @throws StageException if there is no such function or version
   */
  InvocationResult invoke(String function, byte[] payload, EngineTime engineTime)
      throws InterruptedException;

  /**
   * Calls a function on the calling thread, which must be a fresh virtual one that does nothing
   * else: what the function leaves on it must not reach another call. It returns when the function
   * has ended; its caller is answered in time all the same.
   *
   * @param payload JSON
   * @param engineTime counts what the function spends in engines
   * @param answer gets the result, once; where the function's time is over, from another thread,
   *     while this one may still be busy
   * @throws StageException if there is no such function or version
   */
  void invokeHere(
      String function, byte[] payload, EngineTime engineTime, Consumer<InvocationResult> answer);

  /**
   * The ARN that policies see for a function: with the qualifier, if its caller names one.
   *
   * @throws StageException if there is no such function
   */
  String qualifiedArn(String function);

  /**
   * What tells a function's code from any other: the hash of its zip's content.
   *
   * @throws StageException if there is no such function, or no such zip
   */
  String codeHash(String function);

  /**
   * How often Lambda runs a function again by itself after an asynchronous run of it died.
   *
   * @throws StageException if there is no such function
   */
  int repetitions(String function);
}
