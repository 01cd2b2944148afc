package io.gamekeeper.local.aws.lambda;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions that are called only when something is deleted. The stage deletes nothing, so it
 * need not be able to run them.
 */
public final class DeletionHandlers {
  private final Set<String> arns = ConcurrentHashMap.newKeySet();

  /** Adds a function that a resource calls at its deletion only. */
  public void add(String functionArn) {
    arns.add(functionArn);
  }

  boolean contains(String functionArn) {
    return arns.contains(functionArn);
  }
}
