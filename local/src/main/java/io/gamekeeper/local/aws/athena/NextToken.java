package io.gamekeeper.local.aws.athena;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;

/** Where the next page of a list begins. */
final class NextToken {
  private NextToken() {}

  /** Returns the token of the page that begins there; null if the list ends before. */
  static @Nullable String at(int place, int size) {
    return place < size ? Integer.toString(place) : null;
  }

  /**
   * Returns the place at which a token's page begins.
   *
   * @throws InvalidRequestException if no page of such a list ended with this token
   */
  static int place(@Nullable String token, int size) {
    if (token == null) {
      return 0;
    }
    try {
      int place = Integer.parseInt(token);
      if (place > 0 && place < size) {
        return place;
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw AthenaErrors.invalid("Invalid NextToken: " + token);
  }
}
