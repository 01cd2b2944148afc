package io.gamekeeper.local.http;

import java.io.InputStream;
import java.util.List;

/** What goes back to a client. */
public sealed interface Answer permits FrontResponse, Answer.Streamed, Answer.Tunnel {

  /**
   * A response whose body still comes in.
   *
   * @param headers in their order; without {@code content-length} if nobody knows it
   * @param body to be closed when it has been sent, or cannot be
   */
  record Streamed(int status, List<FrontRequest.Field> headers, InputStream body)
      implements Answer {
    public Streamed {
      headers = List.copyOf(headers);
    }
  }

  /**
   * The target agreed to another protocol: from now on bytes are handed on in both directions.
   *
   * @param headers of the response with status 101, in their order
   */
  record Tunnel(List<FrontRequest.Field> headers, Upstream target) implements Answer {
    public Tunnel {
      headers = List.copyOf(headers);
    }
  }
}
