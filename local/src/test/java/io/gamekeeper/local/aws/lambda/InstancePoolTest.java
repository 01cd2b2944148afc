package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class InstancePoolTest {

  @Test
  void anInstanceThatComesTooLateWaitsBehindThoseThatHaveWorked() throws Exception {
    AtomicInteger started = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(1);
    InstancePool<Integer> pool =
        new InstancePool<>(
            "function",
            () -> {
              int number = started.incrementAndGet();
              if (number == 2) {
                awaitOrFail(second);
              }
              return number;
            });
    assertThat(pool.take()).isEqualTo(1);

    // A second call begins while the first instance works, which is free before another is there.
    Thread call = Thread.ofVirtual().start(() -> takeAndGiveBack(pool));
    await().until(() -> started.get() == 2);
    pool.giveBack(1);
    call.join();
    second.countDown();
    await().until(() -> pool.idle() == 2);

    assertThat(pool.take()).as("the one that has worked").isEqualTo(1);
    assertThat(pool.take()).as("the one that came too late").isEqualTo(2);
  }

  private static void takeAndGiveBack(InstancePool<Integer> pool) {
    try {
      pool.giveBack(pool.take());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
