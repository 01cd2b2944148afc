package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.platform.Platform;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * What operators do with the parameter {@link ProviderSwitch}: read it and choose. Functions follow
 * within 30 s. Parameters know no conditional write: of two choices within the same moment the
 * later one holds, and the audit trail has both.
 */
public final class ProviderSwitches {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Platform platform;
  private final String parameter;

  /** What came of a choice. */
  public sealed interface Outcome {
    /** It was made. */
    record Chosen(Map<String, String> before, Map<String, String> after) implements Outcome {}

    /** Somebody else has made another one. */
    record Changed(String now) implements Outcome {}

    /** There is no such store or provider. */
    record Unknown(String reason) implements Outcome {}
  }

  /**
   * Creates the operators' side of the choice in a parameter.
   *
   * @param parameter its name
   */
  public ProviderSwitches(Platform platform, String parameter) {
    this.platform = platform;
    this.parameter = parameter;
  }

  /**
   * Returns the provider of each store.
   *
   * @throws IllegalStateException if the parameter is not a choice
   */
  public Map<String, String> read() {
    String text =
        platform
            .client(SsmClient.class)
            .getParameter(request -> request.name(parameter))
            .parameter()
            .value();
    try {
      return new TreeMap<>(JSON.readValue(text, new TypeReference<Map<String, String>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the parameter " + parameter + " is not a choice", e);
    }
  }

  /**
   * Chooses a provider.
   *
   * @param was the provider that is to be replaced; null for any
   */
  public Outcome choose(String store, String provider, @Nullable String was) {
    Map<String, String> before = read();
    String now = before.get(store);
    if (now == null) {
      return new Outcome.Unknown("'store' must be one of " + String.join(", ", before.keySet()));
    }
    if (!provider.equals(ProviderSwitch.PRIMARY) && !provider.equals(ProviderSwitch.BACKUP)) {
      return new Outcome.Unknown(
          "'provider' must be " + ProviderSwitch.PRIMARY + " or " + ProviderSwitch.BACKUP);
    }
    if (was != null && !was.equals(now)) {
      return new Outcome.Changed(now);
    }
    Map<String, String> after = new TreeMap<>(before);
    after.put(store, provider);
    try {
      String value = JSON.writeValueAsString(after);
      platform
          .client(SsmClient.class)
          .putParameter(request -> request.name(parameter).value(value).overwrite(true));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always written", e);
    }
    return new Outcome.Chosen(before, after);
  }
}
