package io.gamekeeper.oncall.queue;

import io.gamekeeper.oncall.page.Waker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Hints as delayed messages of the queue that alarms arrive in. */
public final class SqsWaker implements Waker {
  /**
   * SQS keeps no message back for longer; what is due later is found by the look at each minute.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
   */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(SqsWaker.class);

  private final SqsClient sqs;
  private final String queue;
  private final InstantSource clock;

  /**
   * Creates a waker.
   *
   * @param queue the queue's URL
   */
  public SqsWaker(SqsClient sqs, String queue, InstantSource clock) {
    this.sqs = sqs;
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void look(String group, Instant at) {
    send(new Incoming.Look(group), at);
  }

  @Override
  public void send(String page, Instant at) {
    send(new Incoming.Send(page), at);
  }

  private void send(Incoming.Hint hint, Instant at) {
    Duration delay = Duration.between(clock.instant(), at);
    if (delay.compareTo(LONGEST_DELAY) > 0) {
      return;
    }
    // Rounded up: a look that comes too early finds nothing to do.
    int seconds = delay.isNegative() ? 0 : (int) delay.plusMillis(999).toSeconds();
    try {
      sqs.sendMessage(
          request -> request.queueUrl(queue).messageBody(hint.body()).delaySeconds(seconds));
    } catch (SdkException e) {
      LOG.warn("A hint is lost, which costs up to a minute: {}", e.toString());
    }
  }
}
