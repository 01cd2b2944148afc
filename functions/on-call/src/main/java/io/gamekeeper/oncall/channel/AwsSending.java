package io.gamekeeper.oncall.channel;

import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/**
 * Messages that an AWS service sends. The SDK makes each call once: whoever sends decides about
 * another try.
 */
final class AwsSending {
  private static final int LONGEST_MESSAGE = 200;

  private static final SdkPlugin ONCE =
      client ->
          client.overrideConfiguration(
              config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()));

  private final String service;
  private final Class<? extends AwsServiceException> base;
  private final InstantSource clock;

  /**
   * Creates the calls of a service.
   *
   * @param service its name for people
   * @param base what all errors of the service are; those that are only this are not of its model
   */
  AwsSending(String service, Class<? extends AwsServiceException> base, InstantSource clock) {
    this.service = service;
    this.base = base;
    this.clock = clock;
  }

  /** Limits a request to one attempt that has {@link Exchange#TIME}. */
  static void once(AwsRequestOverrideConfiguration.Builder request) {
    request.apiCallTimeout(Exchange.TIME).apiCallAttemptTimeout(Exchange.TIME).addPlugin(ONCE);
  }

  /**
   * Sends.
   *
   * @param call returns the message's id
   */
  Result send(Supplier<String> call) {
    try {
      return new Accepted(call.get());
    } catch (AwsServiceException e) {
      return answered(e);
    } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException e) {
      return new Failed(
          "%s did not answer within %d s".formatted(service, Exchange.TIME.toSeconds()),
          Optional.empty());
    } catch (SdkClientException e) {
      return new Failed("%s cannot be reached".formatted(service), Optional.empty());
    }
  }

  private Result answered(AwsServiceException e) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
    String code =
        details.map(AwsErrorDetails::errorCode).orElseGet(() -> "status " + e.statusCode());
    String why = "%s answered %s".formatted(service, Markup.clean(code)) + message(e, details);
    return e.isThrottlingException() || e.isClockSkewException() || Exchange.passes(e.statusCode())
        ? new Failed(why, details.flatMap(this::wait))
        : new Refused(why);
  }

  /**
   * Returns what the service says about the message. What is not of its model may quote the signed
   * request, and with it the session's token.
   */
  private String message(AwsServiceException e, Optional<AwsErrorDetails> details) {
    return e.getClass() == base
        ? ""
        : details
            .map(AwsErrorDetails::errorMessage)
            .map(text -> ": " + Markup.PLAIN.fit(Markup.clean(text), LONGEST_MESSAGE))
            .orElse("");
  }

  private Optional<Duration> wait(AwsErrorDetails details) {
    return Optional.ofNullable(details.sdkHttpResponse())
        .flatMap(response -> response.firstMatchingHeader("Retry-After"))
        .flatMap(header -> RetryAfter.in(header, clock.instant()));
  }
}
