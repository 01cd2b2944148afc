package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.AssetSettings;
import io.gamekeeper.local.aws.kms.SigningKeys;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.service.StageException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the admin API can do for those who release assets. */
public final class AssetOperations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARAMETER =
      Pattern.compile(
          Pattern.quote(AssetSettings.parameter("STAGE")).replace("STAGE", "\\E[^/]+\\Q"));

  private final Parameters parameters;
  private final SigningKeys keys;
  private final S3Engine s3;

  public AssetOperations(Parameters parameters, SigningKeys keys, S3Engine s3) {
    this.parameters = parameters;
    this.keys = keys;
    this.s3 = s3;
  }

  /** All of them by their name in the API. */
  public Map<String, AdminApi.Operation> operations() {
    return Map.of(
        "assets", _ -> assets(), "kms-sign", this::sign, "kms-public-key", this::publicKey);
  }

  /** Where the assets lie, and how to get there as somebody with all rights would. */
  private ObjectNode assets() {
    List<String> names =
        parameters.names().stream().filter(name -> PARAMETER.matcher(name).matches()).toList();
    if (names.size() != 1) {
      throw new StageException(
          names.isEmpty()
              ? "the templates declare no parameter like " + AssetSettings.parameter("STAGE")
              : "several parameters say where assets are: " + names);
    }
    S3Engine.Door door = s3.door();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("s3")
        .put("endpoint", door.endpoint().toString())
        .put("user", door.user())
        .put("secret", door.secret());
    answer.set("settings", settings(names.getFirst()));
    return answer;
  }

  private JsonNode settings(String parameter) {
    try {
      return JSON.readTree(parameters.value(parameter));
    } catch (JsonProcessingException e) {
      throw new StageException("the parameter " + parameter + " holds no JSON", e);
    }
  }

  /** Signs {@code digest}, a SHA-256 in Base64, with {@code key}. */
  private ObjectNode sign(JsonNode arguments) {
    byte[] digest = Base64.getDecoder().decode(StageAdmin.required(arguments, "digest"));
    byte[] signature = keys.sign(StageAdmin.required(arguments, "key"), digest);
    return JsonNodeFactory.instance
        .objectNode()
        .put("signature", Base64.getEncoder().encodeToString(signature));
  }

  /** The public half of {@code key}. */
  private ObjectNode publicKey(JsonNode arguments) {
    byte[] key = keys.publicKey(StageAdmin.required(arguments, "key"));
    return JsonNodeFactory.instance
        .objectNode()
        .put("publicKey", Base64.getEncoder().encodeToString(key));
  }
}
