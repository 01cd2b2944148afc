package io.gamekeeper.local.http;

import java.io.InputStream;
import java.util.List;

/** An answer to a client. */
public sealed interface Answer permits FrontResponse, Answer.Streamed, Answer.Tunnel {

  /**
   * A response whose body is still arriving.
   *
   * @param headers in their order; without {@code content-length} if it is unknown
   * @param body closed when it has been sent, or cannot be
   */
  record Streamed(int status, List<FrontRequest.Field> headers, InputStream body)
      implements Answer {
    public Streamed {
      headers = List.copyOf(headers);
    }
  }

  /**
   * A change of protocol that the target has accepted: from now on bytes pass in both directions.
   *
   * @param headers of the response with status 101, in their order
   */
  record Tunnel(List<FrontRequest.Field> headers, Upstream target) implements Answer {
    public Tunnel {
      headers = List.copyOf(headers);
    }
  }
}
