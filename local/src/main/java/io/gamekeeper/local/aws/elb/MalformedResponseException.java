package io.gamekeeper.local.aws.elb;

import java.io.IOException;

/** Thrown if a target's response is not HTTP/1.1. */
final class MalformedResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedResponseException(String message) {
    super(message);
  }
}
