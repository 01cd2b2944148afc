package io.gamekeeper.local.client;

import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** The slowness of a host of the stage, as its callers meet it. */
public final class SlowAnswer {
  private SlowAnswer() {}

  /**
   * Lets the time pass until the answer is there.
   *
   * @param timeout how long the caller waits
   * @throws HttpTimeoutException if the caller gives up before, after that time
   */
  public static void await(Waiting waiting, Duration latency, Duration timeout) throws IOException {
    boolean tooLong = latency.compareTo(timeout) >= 0;
    try {
      waiting.sleep(tooLong ? timeout : latency);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
    if (tooLong) {
      throw new HttpTimeoutException("no answer in " + timeout);
    }
  }
}
