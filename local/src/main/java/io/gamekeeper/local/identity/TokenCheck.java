package io.gamekeeper.local.identity;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The check of a request's bearer token before a listener rule forwards the request. */
@FunctionalInterface
public interface TokenCheck {

  /**
   * Tells whether the token is good.
   *
   * @param authorization the header's value, if there is one
   * @throws IOException if the issuer's keys are out of reach
   */
  boolean accepts(@Nullable String authorization) throws IOException;
}
