package io.gamekeeper.asset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Does the same work with many things, several at a time; the first failure ends it. */
final class Together {
  private Together() {}

  /**
   * Returns the results, in any order.
   *
   * @param atOnce how many things are worked on at a time; with one, they are taken in turn by the
   *     calling thread
   */
  static <T, R> List<R> map(int atOnce, Collection<T> things, Function<T, R> work)
      throws InterruptedException {
    List<R> results = new ArrayList<>();
    if (atOnce == 1) {
      things.forEach(thing -> results.add(work.apply(thing)));
      return results;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().name("asset-", 0).factory());
    try {
      CompletionService<R> completed = new ExecutorCompletionService<>(threads);
      things.forEach(thing -> completed.submit(() -> work.apply(thing)));
      for (int left = things.size(); left > 0; left--) {
        results.add(completed.take().get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssetException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }
}
