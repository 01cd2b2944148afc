package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.time.Redelivery;
import io.gamekeeper.local.time.Redelivery.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A standard topic. Each message goes to every subscription at least once, in any order; what an
 * endpoint does not take is delivered again as SNS does, and in the end becomes a dead letter.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Amazon
 *     SNS message delivery retries</a>
 */
final class Topic implements Target {
  /** The service as policies name it. */
  static final String PRINCIPAL = "sns.amazonaws.com";

  private static final Redelivery.Limits LIMITS =
      new Redelivery.Limits(100_015, Duration.ofDays(23));

  /** Whom the default policy lets publish: services that act for the topic's own account. */
  private static final List<String> TRUSTED_BY_DEFAULT = List.of("cloudwatch.amazonaws.com");

  private final String arn;
  private final Ground ground;
  private final TopicMetrics metrics;
  private final List<Policy> policies = new CopyOnWriteArrayList<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  Topic(String arn, Ground ground, TopicMetrics metrics) {
    this.arn = arn;
    this.ground = ground;
    this.metrics = metrics;
  }

  String arn() {
    return arn;
  }

  void permit(Policy policy) {
    policies.add(policy);
  }

  void subscribe(Subscription subscription) {
    subscriptions.add(subscription);
  }

  @Override
  public String action() {
    return "sns:Publish";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    RequestContext request = RequestContext.onBehalfOf(sourceArn);
    boolean allowed =
        policies.isEmpty()
            ? TRUSTED_BY_DEFAULT.contains(principal)
            : policies.stream()
                .anyMatch(policy -> policy.allowsService(principal, action(), arn, request));
    return allowed
        ? Optional.empty()
        : Optional.of(
            "no AWS::SNS::TopicPolicy lets %s publish to %s for %s"
                .formatted(principal, arn, sourceArn));
  }

  @Override
  public void take(Call call) {
    publish(call.subject(), call.payload(), call.attributes());
  }

  /**
   * Publishes a message to all subscriptions whose filter it passes.
   *
   * @return its id
   */
  String publish(Optional<String> subject, String body, Map<String, Call.Attribute> attributes) {
    Notification notification =
        new Notification(
            ground.ids().requestId(),
            arn,
            ground.time().clock().instant(),
            subject,
            body,
            attributes);
    metrics.published(notification.bytes());
    for (Subscription subscription : subscriptions) {
      if (subscription.passes(notification)) {
        deliver(subscription, notification);
      } else {
        metrics.filteredOut();
      }
    }
    return notification.id();
  }

  private void deliver(Subscription subscription, Notification notification) {
    Call call = subscription.call(notification);
    new Redelivery<NotTakenException>(
            ground.agenda(),
            subscription.logicalId() + "-delivery",
            LIMITS,
            () -> attempt(subscription, call),
            (_, times) -> delay(times),
            (_, _, _) -> giveUp(subscription, call))
        .startHere();
  }

  /**
   * Tries once. An endpoint that is gone is the subscriber's fault and not tried again.
   *
   * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">Amazon SNS
   *     dead-letter queues: Why do message deliveries fail?</a>
   */
  private Outcome<NotTakenException> attempt(Subscription subscription, Call call) {
    try {
      ground.targets().call(subscription.endpoint(), call);
      metrics.delivered();
      return new Outcome.Taken<>();
    } catch (NotTakenException e) {
      ground
          .errors()
          .note(
              subscription.logicalId(),
              subscription.endpoint() + " did not take a notification: " + e.getMessage());
      if (e.isFinal()) {
        giveUp(subscription, call);
        return new Outcome.Taken<>(); // by nobody, but it is settled
      }
      return new Outcome.Refused<>(e);
    }
  }

  /** Three times at once, twice after a second, ten times after 1 to 20 s, then every 20 s. */
  static Duration delay(int times) {
    if (times <= 3) {
      return Duration.ZERO;
    }
    return times <= 5
        ? Duration.ofSeconds(1)
        : Redelivery.doubled(Duration.ofSeconds(1), Duration.ofSeconds(20), times - 5);
  }

  private void giveUp(Subscription subscription, Call call) {
    metrics.failed();
    if (subscription.deadLetterArn().isEmpty()) {
      ground.errors().note(subscription.logicalId(), "a notification was given up");
      return;
    }
    metrics.redriven(
        ground
            .targets()
            .deadLetter(
                subscription.deadLetterArn().get(),
                call,
                ground.errors(),
                subscription.logicalId()));
  }
}
