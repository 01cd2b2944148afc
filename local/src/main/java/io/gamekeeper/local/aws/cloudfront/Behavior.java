package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.FrontRequest;
import java.util.List;
import java.util.Set;

/**
 * A cache behaviour: what a distribution does with requests for some paths.
 *
 * @param path matches them, from the slash on
 * @param origin where their answers come from
 * @param methods that are allowed
 * @param compress whether clients that can read it get text compressed
 * @param headers added to each answer, in place of the origin's
 * @param crossOrigin added to answers to a browser that asks on behalf of another site's page
 */
public record Behavior(
    PathPattern path,
    Origin origin,
    Set<String> methods,
    CachePolicy cache,
    boolean compress,
    List<FrontRequest.Field> headers,
    List<FrontRequest.Field> crossOrigin) {
  public Behavior {
    methods = Set.copyOf(methods);
    headers = List.copyOf(headers);
    crossOrigin = List.copyOf(crossOrigin);
  }
}
