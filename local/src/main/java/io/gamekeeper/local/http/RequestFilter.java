package io.gamekeeper.local.http;

import java.util.Optional;

/** What looks at a request before the listener does, such as a firewall. */
public interface RequestFilter {

  /** Its logical id, under which what it turns away is counted. */
  String logicalId();

  /** The answer to a request that is turned away; empty if it may go on. */
  Optional<FrontResponse> refusal(FrontRequest request);
}
