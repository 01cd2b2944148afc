package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.RebuildRequests;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/** Invokes the rebuild function without waiting for it. */
public final class LambdaRebuildRequests implements RebuildRequests {
  private final LambdaClient lambda;
  private final String function;

  public LambdaRebuildRequests(LambdaClient lambda, String function) {
    this.lambda = lambda;
    this.function = function;
  }

  @Override
  public void request(BoardSeason at) {
    // Neither id needs escaping: letters, digits and hyphens.
    String payload =
        "{\"board\":\"" + at.board().id() + "\",\"season\":\"" + at.season().id() + "\"}";
    lambda.invoke(
        invoke ->
            invoke
                .functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(payload)));
  }
}
