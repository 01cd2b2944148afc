package io.gamekeeper.local.aws.sqs;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The errors of Amazon SQS, with its codes and texts. */
final class SqsErrors {
  private static final int BAD_REQUEST = 400;
  private static final String PREFIX = "AWS.SimpleQueueService.";

  private SqsErrors() {}

  static SqsException noQueue() {
    return error(
        QueueDoesNotExistException.builder(),
        PREFIX + "NonExistentQueue",
        "The specified queue does not exist.");
  }

  static SqsException invalidHandle(String handle) {
    return error(
        ReceiptHandleIsInvalidException.builder(),
        "ReceiptHandleIsInvalid",
        "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
  }

  static SqsException expiredHandle(String handle) {
    return invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
  }

  static SqsException invalidValue(String value, String parameter, String reason) {
    return of(
        "InvalidParameterValue",
        "Value %s for parameter %s is invalid. Reason: %s".formatted(value, parameter, reason));
  }

  static SqsException notInFlight() {
    return error(
        MessageNotInflightException.builder(),
        PREFIX + "MessageNotInflight",
        "The specified message isn't in flight.");
  }

  static SqsException emptyBatch() {
    return error(
        EmptyBatchRequestException.builder(),
        PREFIX + "EmptyBatchRequest",
        "There should be at least one entry in the request.");
  }

  static SqsException tooManyEntries(int most, int sent) {
    return error(
        TooManyEntriesInBatchRequestException.builder(),
        PREFIX + "TooManyEntriesInBatchRequest",
        "Maximum number of entries per request are %d. You have sent %d.".formatted(most, sent));
  }

  static SqsException idsNotDistinct() {
    return error(
        BatchEntryIdsNotDistinctException.builder(),
        PREFIX + "BatchEntryIdsNotDistinct",
        "Two or more batch entries in the request have the same Id.");
  }

  static SqsException batchTooLong(int most, int sent) {
    return error(
        BatchRequestTooLongException.builder(),
        PREFIX + "BatchRequestTooLong",
        "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
            .formatted(most, sent));
  }

  /** Returns an error that has no exception class of its own in the SDK. */
  static SqsException of(String code, String message) {
    return of(code, BAD_REQUEST, message);
  }

  /** Returns an error with another HTTP status than 400. */
  static SqsException of(String code, int status, String message) {
    return error(SqsException.builder(), code, status, message);
  }

  private static SqsException error(SqsException.Builder builder, String code, String message) {
    return error(builder, code, BAD_REQUEST, message);
  }

  private static SqsException error(
      SqsException.Builder builder, String code, int status, String message) {
    AwsErrorDetails details =
        AwsErrorDetails.builder().serviceName("Sqs").errorCode(code).errorMessage(message).build();
    return (SqsException) builder.awsErrorDetails(details).statusCode(status).build();
  }
}
