package io.gamekeeper.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.ManifestKey;
import io.gamekeeper.asset.ManifestSigner;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.aws.KmsManifestSigner;
import io.gamekeeper.asset.aws.S3AssetStore;
import io.gamekeeper.contract.AssetSettings;
import io.gamekeeper.local.admin.AssetCalls;
import io.gamekeeper.local.engine.S3Engine;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * A stage's assets and their signer: of the stage on this machine, or of one in an AWS account.
 *
 * @param url the address that clients ask for; the location decides which machine they connect to
 * @param locations to use if nobody names others, at least one; looked up when they are asked for
 */
record AssetPlace(
    AssetStore store,
    ManifestSigner signer,
    ManifestKey key,
    URI url,
    Supplier<List<Location>> locations,
    List<SdkAutoCloseable> opened)
    implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 6;

  /** Returns the assets of the stage that runs on this machine. */
  static AssetPlace of(StageClient stage) {
    AssetCalls.Assets assets = stage.call(AssetCalls.ASSETS);
    JsonNode settings = assets.settings();
    S3Client client = S3Engine.client(assets.s3());
    String keyArn = setting(settings, AssetSettings.SIGNING_KEY);
    byte[] publicKey = stage.call(AssetCalls.PUBLIC_KEY, new AssetCalls.Key(keyArn)).publicKey();
    return new AssetPlace(
        new S3AssetStore(client, setting(settings, AssetSettings.BUCKET), false),
        new StageSigner(stage, keyArn),
        ManifestKey.of(keyArn, publicKey),
        // The stage's edge locations answer for the host, without TLS.
        URI.create("http://" + url(settings).getRawAuthority()),
        () -> stageLocations(stage),
        List.of(client));
  }

  private static List<Location> stageLocations(StageClient stage) {
    List<Location> locations = new ArrayList<>();
    stage
        .call(AssetCalls.LOCATIONS)
        .ports()
        .forEach(
            (location, port) ->
                locations.add(new Location(location.name(), Optional.of("127.0.0.1:" + port))));
    return locations;
  }

  /** Returns the assets of a stage in the account that the machine's AWS credentials lead to. */
  static AssetPlace ofAccount(String stage) {
    List<SdkAutoCloseable> opened = new ArrayList<>();
    try {
      JsonNode settings = parameter(stage);
      KmsClient kms = KmsClient.builder().httpClientBuilder(ApacheHttpClient.builder()).build();
      opened.add(kms);
      S3Client s3 =
          S3Client.builder()
              .httpClientBuilder(ApacheHttpClient.builder())
              // The store gives its own checksums, which need no reading twice.
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
              .overrideConfiguration(
                  override ->
                      override.retryStrategy(
                          StandardRetryStrategy.builder().maxAttempts(ATTEMPTS).build()))
              .build();
      opened.add(s3);
      String keyArn = setting(settings, AssetSettings.SIGNING_KEY);
      return new AssetPlace(
          new S3AssetStore(s3, setting(settings, AssetSettings.BUCKET), true),
          new KmsManifestSigner(kms, keyArn),
          KmsManifestSigner.publicKey(kms, keyArn),
          url(settings),
          () -> List.of(Location.nearest()),
          opened);
    } catch (SdkException e) {
      throw new CommandFailure("the AWS account cannot be asked: " + e.getMessage(), e);
    }
  }

  private static JsonNode parameter(String stage) {
    String name = AssetSettings.parameter(stage);
    try (SsmClient ssm =
        SsmClient.builder().httpClientBuilder(ApacheHttpClient.builder()).build()) {
      return JSON.readTree(ssm.getParameter(get -> get.name(name)).parameter().value());
    } catch (ParameterNotFoundException e) {
      throw new CommandFailure(
          "there is no parameter " + name + ": is the stage deployed in this account and region?",
          e);
    } catch (JsonProcessingException e) {
      throw new CommandFailure("the parameter " + name + " is not JSON", e);
    }
  }

  private static URI url(JsonNode settings) {
    try {
      return new URI(setting(settings, AssetSettings.URL));
    } catch (URISyntaxException e) {
      throw new CommandFailure("the address in the stage's asset settings is wrong", e);
    }
  }

  private static String setting(JsonNode settings, String name) {
    @Nullable String value = settings.path(name).textValue();
    if (value == null || value.isEmpty()) {
      throw new CommandFailure("the stage's asset settings lack '" + name + "'");
    }
    return value;
  }

  /** Signs by the stage's KMS. */
  private record StageSigner(StageClient stage, String keyId) implements ManifestSigner {
    @Override
    public byte[] sign(byte[] bytes) {
      byte[] digest = HexFormat.of().parseHex(Sha256.of(bytes).hex());
      return KmsManifestSigner.plain(
          stage.call(AssetCalls.SIGN, new AssetCalls.Digest(keyId, digest)).signature());
    }
  }

  @Override
  public void close() {
    opened.forEach(SdkAutoCloseable::close);
  }
}
