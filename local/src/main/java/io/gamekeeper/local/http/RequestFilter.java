package io.gamekeeper.local.http;

import java.util.Optional;

/** A filter that sees requests before the listener does, such as a firewall. */
public interface RequestFilter {

  /** Returns the logical id, under which its refusals are counted. */
  String logicalId();

  /** Returns the answer to a request that is refused; empty if it may pass. */
  Optional<FrontResponse> refusal(FrontRequest request);
}
