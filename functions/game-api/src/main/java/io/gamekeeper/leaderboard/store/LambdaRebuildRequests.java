package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.RebuildNotRequestedException;
import io.gamekeeper.leaderboard.RebuildRequests;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.trace.TraceHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** Invokes the rebuild function without waiting for it. */
public final class LambdaRebuildRequests implements RebuildRequests {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaRebuildRequests.class);

  private final LambdaClient lambda;
  private final String function;
  private final Telemetry telemetry;
  private final RemoteCall call;

  public LambdaRebuildRequests(LambdaClient lambda, String function, Telemetry telemetry) {
    this.lambda = lambda;
    this.function = function;
    this.telemetry = telemetry;
    this.call = RemoteCall.aws("Lambda", "Invoke", function);
  }

  @Override
  public void request(BoardSeason at) {
    // Neither id needs escaping: letters, digits and hyphens.
    String payload =
        "{\"board\":\"" + at.board().id() + "\",\"season\":\"" + at.season().id() + "\"}";
    try {
      if (!telemetry.hasTimeForACall()) {
        throw SdkClientException.create("not called: the invocation is about to end");
      }
      telemetry.traced(
          call,
          () ->
              lambda.invoke(
                  invoke ->
                      invoke
                          .functionName(function)
                          .invocationType(InvocationType.EVENT)
                          .payload(SdkBytes.fromUtf8String(payload))
                          .overrideConfiguration(this::inThisTrace)));
    } catch (SdkException e) {
      LOG.error("Nobody restores board {} now", at.board().id(), e);
      throw new RebuildNotRequestedException(e);
    }
  }

  /** The SDK itself would name the trace of this invocation, not the request's. */
  private void inThisTrace(AwsRequestOverrideConfiguration.Builder override) {
    telemetry
        .traceHeader()
        .ifPresent(header -> override.putHeader(TraceHeader.NAME, header.text()));
  }
}
