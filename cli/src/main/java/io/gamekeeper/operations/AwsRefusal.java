package io.gamekeeper.operations;

import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Says in one line what AWS refused, and what to do. */
final class AwsRefusal {
  private static final String SIGN_IN =
      "sign in (for instance aws sso login) or choose a profile with --profile";

  private AwsRefusal() {}

  static OperationsException of(String what, AwsServiceException e) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
    String code = details.map(AwsErrorDetails::errorCode).orElse("");
    String said = details.map(AwsErrorDetails::errorMessage).orElse("");
    return new OperationsException(
        switch (code) {
          case "AccessDenied", "AccessDeniedException" ->
              "AWS does not let you %s: ask for the permission, or choose another --profile or --role (%s)"
                  .formatted(what, said);
          case "ExpiredToken", "ExpiredTokenException" ->
              "the AWS credentials have expired: " + SIGN_IN;
          case "InvalidClientTokenId",
              "UnrecognizedClientException",
              "InvalidSignatureException",
              "SignatureDoesNotMatch" ->
              "AWS does not accept the credentials: " + SIGN_IN;
          default -> "AWS refused to %s: %s %s".formatted(what, code, said);
        },
        e);
  }

  /** What went wrong before AWS answered: no credentials, or no network. */
  static OperationsException of(String what, SdkClientException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new OperationsException(
            "AWS cannot be reached to %s: check the network and --region (%s)"
                .formatted(what, cause.getMessage()),
            e);
      }
    }
    return new OperationsException(
        String.valueOf(e.getMessage()).contains("credentials")
            ? "there are no AWS credentials: " + SIGN_IN
            : "AWS could not be asked to %s: %s".formatted(what, e.getMessage()),
        e);
  }
}
