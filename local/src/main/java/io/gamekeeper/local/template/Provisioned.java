package io.gamekeeper.local.template;

import java.util.HashMap;
import java.util.Map;

/**
 * What creating a resource gave: what others may refer to, and what {@code status} says of it.
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

  /** A resource for which a real engine or our own code runs. */
  public static Provisioned running(String ref, String summary) {
    return new Provisioned(ref, Map.of(), Fidelity.RUNNING, summary);
  }

  /** A resource whose behaviour is imitated. */
  public static Provisioned simulated(String ref, String summary) {
    return new Provisioned(ref, Map.of(), Fidelity.SIMULATED, summary);
  }

  /**
   * A resource that is only a name.
   *
   * @param reason why nothing more is needed on a laptop
   */
  public static Provisioned nameOnly(String ref, String reason) {
    return new Provisioned(ref, Map.of(), Fidelity.NAME_ONLY, reason);
  }

  /** The same with one more attribute. */
  public Provisioned with(String attribute, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(attribute, value);
    return new Provisioned(ref, more, fidelity, summary);
  }
}
