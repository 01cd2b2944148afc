package io.gamekeeper.local.template;

import java.util.HashMap;
import java.util.Map;

/**
 * A created resource: the values that others may refer to, and its entry in {@code status}.
 *
 * @param ref the value of {@code Ref}
 * @param attributes the values of {@code Fn::GetAtt}, by name with dots
 * @param summary a few words for {@code status}, for instance {@code 127.0.0.1:41377}
 */
public record Provisioned(
    String ref, Map<String, String> attributes, Fidelity fidelity, String summary) {
  public Provisioned {
    attributes = Map.copyOf(attributes);
  }

  /** Returns a resource for which a real engine or the project's own code runs. */
  public static Provisioned running(String ref, String summary) {
    return new Provisioned(ref, Map.of(), Fidelity.RUNNING, summary);
  }

  /** Returns a resource whose behaviour is imitated. */
  public static Provisioned simulated(String ref, String summary) {
    return new Provisioned(ref, Map.of(), Fidelity.SIMULATED, summary);
  }

  /**
   * Returns a resource that is only a name.
   *
   * @param reason why nothing more is needed on a laptop
   */
  public static Provisioned nameOnly(String ref, String reason) {
    return new Provisioned(ref, Map.of(), Fidelity.NAME_ONLY, reason);
  }

  /** Returns a copy with one more attribute. */
  public Provisioned with(String attribute, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(attribute, value);
    return new Provisioned(ref, more, fidelity, summary);
  }
}
