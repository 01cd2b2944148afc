package io.gamekeeper.local.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of one request that conditions may look at, such as {@code kms:ViaService}. */
public final class RequestContext {
  /** A request without keys. */
  public static final RequestContext NONE = new RequestContext(Map.of());

  private final Map<String, List<String>> values;

  private RequestContext(Map<String, List<String>> values) {
    this.values = Map.copyOf(values);
  }

  /** Returns the request of a service that acts on behalf of a resource. */
  public static RequestContext onBehalfOf(String sourceArn) {
    return NONE.with("aws:SourceArn", sourceArn)
        .with("aws:SourceAccount", Arns.account(sourceArn))
        .with("aws:SecureTransport", "true");
  }

  /** Returns the request with one more key. */
  public RequestContext with(String key, String... keyValues) {
    Map<String, List<String>> more = new HashMap<>(values);
    more.put(key.toLowerCase(Locale.ROOT), List.of(keyValues));
    return new RequestContext(more);
  }

  /** Returns the values of a key in lower case; empty if the request does not have it. */
  List<String> values(String lowerCaseKey) {
    return values.getOrDefault(lowerCaseKey, List.of());
  }
}
