package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.aws.logs.insights.InsightsException;
import io.gamekeeper.local.client.NotSimulatedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryCompileError;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryCompileErrorLocation;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** The exceptions of CloudWatch Logs. */
final class LogErrors {
  private static final int BAD_REQUEST = 400;

  private LogErrors() {}

  static AwsServiceException error(String code, int status, String message) {
    return CloudWatchLogsException.builder()
        .awsErrorDetails(details(code, message))
        .message(message)
        .statusCode(status)
        .build();
  }

  static AwsServiceException invalid(String message) {
    return InvalidParameterException.builder()
        .awsErrorDetails(details("InvalidParameterException", message))
        .message(message)
        .statusCode(BAD_REQUEST)
        .build();
  }

  static AwsServiceException noGroup(String name) {
    String message = "The specified log group does not exist: " + name;
    return ResourceNotFoundException.builder()
        .awsErrorDetails(details("ResourceNotFoundException", message))
        .message(message)
        .statusCode(BAD_REQUEST)
        .build();
  }

  static AwsServiceException noQuery(String id) {
    String message = "Query with id " + id + " does not exist";
    return ResourceNotFoundException.builder()
        .awsErrorDetails(details("ResourceNotFoundException", message))
        .message(message)
        .statusCode(BAD_REQUEST)
        .build();
  }

  static AwsServiceException tooMany(String message) {
    return LimitExceededException.builder()
        .awsErrorDetails(details("LimitExceededException", message))
        .message(message)
        .statusCode(BAD_REQUEST)
        .build();
  }

  static AwsServiceException malformed(InsightsException e) {
    String message = "The query " + e.problem();
    return MalformedQueryException.builder()
        .awsErrorDetails(details("MalformedQueryException", message))
        .message(message)
        .statusCode(BAD_REQUEST)
        .queryCompileError(
            QueryCompileError.builder()
                .message(message)
                .location(
                    QueryCompileErrorLocation.builder()
                        .startCharOffset(e.start())
                        .endCharOffset(e.end())
                        .build())
                .build())
        .build();
  }

  /** Refuses a member of a request that is set, by its name. */
  static void notSimulated(String member, @Nullable Object value) {
    if (value != null && !Boolean.FALSE.equals(value)) {
      throw new NotSimulatedException("logs: " + member);
    }
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("CloudWatchLogs")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
