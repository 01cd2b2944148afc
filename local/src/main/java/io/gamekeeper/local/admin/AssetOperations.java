package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.AssetSettings;
import io.gamekeeper.local.aws.cloudfront.Location;
import io.gamekeeper.local.aws.kms.SigningKeys;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.service.StageException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The stage's side of {@link AssetCalls}. */
public final class AssetOperations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARAMETER =
      Pattern.compile(
          Pattern.quote(AssetSettings.parameter("STAGE")).replace("STAGE", "\\E[^/]+\\Q"));

  private final Parameters parameters;
  private final SigningKeys keys;
  private final S3Engine s3;
  private final Supplier<Map<Location, Integer>> locations;

  /**
   * Creates the operations.
   *
   * @param locations the port of each edge location
   */
  public AssetOperations(
      Parameters parameters,
      SigningKeys keys,
      S3Engine s3,
      Supplier<Map<Location, Integer>> locations) {
    this.parameters = parameters;
    this.keys = keys;
    this.s3 = s3;
    this.locations = locations;
  }

  /** Returns the operations. */
  public List<AdminApi.Handler> operations() {
    return List.of(
        AssetCalls.ASSETS.by(_ -> assets()),
        AssetCalls.SIGN.by(
            digest -> new AssetCalls.Signature(keys.sign(digest.key(), digest.digest()))),
        AssetCalls.PUBLIC_KEY.by(key -> new AssetCalls.PublicKey(keys.publicKey(key.key()))),
        AssetCalls.LOCATIONS.by(_ -> new AssetCalls.Locations(locations.get())));
  }

  private AssetCalls.Assets assets() {
    List<String> names =
        parameters.names().stream().filter(name -> PARAMETER.matcher(name).matches()).toList();
    if (names.size() != 1) {
      throw new StageException(
          names.isEmpty()
              ? "the templates declare no parameter like " + AssetSettings.parameter("STAGE")
              : "several parameters say where assets are: " + names);
    }
    return new AssetCalls.Assets(s3.door(), settings(names.getFirst()));
  }

  private JsonNode settings(String parameter) {
    try {
      return JSON.readTree(parameters.value(parameter));
    } catch (JsonProcessingException e) {
      throw new StageException("the parameter " + parameter + " is not JSON", e);
    }
  }
}
