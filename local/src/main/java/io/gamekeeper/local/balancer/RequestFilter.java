package io.gamekeeper.local.balancer;

/** What looks at a request before the listener does, such as a firewall. */
public interface RequestFilter {

  /** Its logical id, under which what it turns away is counted. */
  String logicalId();

  /** Whether the request is turned away, with 403. */
  boolean blocks(FrontRequest request);
}
