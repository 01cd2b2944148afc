package io.gamekeeper.local.aws.athena;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;

/** The errors of Amazon Athena. */
final class AthenaErrors {
  private static final int BAD_REQUEST = 400;

  private AthenaErrors() {}

  static InvalidRequestException invalid(String message) {
    return InvalidRequestException.builder()
        .awsErrorDetails(details("InvalidRequestException", message))
        .statusCode(BAD_REQUEST)
        .build();
  }

  static AthenaException denied(String message) {
    return of("AccessDeniedException", BAD_REQUEST, message);
  }

  static AthenaException of(String code, int status, String message) {
    return (AthenaException)
        AthenaException.builder()
            .awsErrorDetails(details(code, message))
            .statusCode(status)
            .build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Athena")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
