package io.gamekeeper.local.aws.secrets;

import com.fasterxml.jackson.core.type.TypeReference;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/**
 * The stage's Secrets Manager. A secret keeps its value over restarts, as on AWS over deployments.
 * It has a current version and, after a change, a previous one.
 */
public final class Secrets {
  private static final String CURRENT = "AWSCURRENT";
  private static final String PREVIOUS = "AWSPREVIOUS";
  private static final String DECRYPT = "kms:Decrypt";
  private static final String GENERATE = "kms:GenerateDataKey";

  private final AccessControl control;
  private final KeptJson<Versions> kept;
  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
  private final Set<String> given = ConcurrentHashMap.newKeySet();

  private record Version(String id, String value) {}

  private record Versions(Version current, @Nullable Version previous) {}

  private record Secret(
      String name, String arn, AwsEnvironment environment, Optional<String> kmsKey) {}

  /** Creates the service with secrets that are kept in a file. */
  public Secrets(AccessControl control, Path file) {
    this.control = control;
    this.kept = KeptJson.open(file, new TypeReference<Map<String, Versions>>() {});
  }

  /**
   * Adds a secret.
   *
   * @param kmsKey the customer's key that encrypts it: readers of the secret need rights on it too
   * @param initial its value, unless one is kept already
   */
  public void create(
      String name,
      String arn,
      AwsEnvironment environment,
      Optional<String> kmsKey,
      Supplier<String> initial) {
    Secret secret = new Secret(name, arn, environment, kmsKey);
    if (!kept.has(arn)) {
      kept.put(arn, new Versions(new Version(newId(), initial.get()), null));
    }
    secrets.put(name, secret);
    secrets.put(arn, secret);
  }

  /**
   * Adds a secret that a person put into the account.
   *
   * @param initial its value, unless one is kept already
   */
  void give(String name, AwsEnvironment environment, String initial) {
    given.add(name);
    create(
        name,
        environment.arn("secretsmanager", "secret:" + name + "-000000"),
        environment,
        Optional.empty(),
        () -> initial);
  }

  /** Tells whether a secret is one that a person put into the account. */
  boolean isGiven(String name) {
    return given.contains(name);
  }

  boolean exists(String nameOrArn) {
    return secrets.containsKey(nameOrArn);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Returns the current value, for parts of the stage, without any check of rights.
   *
   * @throws IllegalArgumentException if there is no such secret
   */
  public String value(String nameOrArn) {
    return kept.get(known(nameOrArn).arn()).current().value();
  }

  /** Returns the customer's key that encrypts a secret; empty if it is Secrets Manager's own. */
  public Optional<String> kmsKey(String nameOrArn) {
    return known(nameOrArn).kmsKey();
  }

  /**
   * Sets the value, for parts of the stage and for users, without any check of rights.
   *
   * @throws IllegalArgumentException if there is no such secret
   */
  public void put(String nameOrArn, String value) {
    put(known(nameOrArn), newId(), value);
  }

  private Secret known(String nameOrArn) {
    return Optional.ofNullable(secrets.get(nameOrArn))
        .orElseThrow(() -> new IllegalArgumentException("there is no secret " + nameOrArn));
  }

  private synchronized void put(Secret secret, String id, String value) {
    Version current = kept.get(secret.arn()).current();
    kept.put(secret.arn(), new Versions(new Version(id, value), current));
  }

  /** Returns the service that functions call. */
  public SimulatedService<SecretsManagerClient> service() {
    return new SimulatedService<>("secretsmanager", SecretsManagerClient.class, Secrets::error)
        .operation(
            "getSecretValue",
            GetSecretValueRequest.class,
            List.of("SecretId"),
            request -> access("secretsmanager:GetSecretValue", request.secretId()),
            this::get)
        .operation(
            "putSecretValue",
            PutSecretValueRequest.class,
            List.of("SecretId", "SecretString"),
            request -> access("secretsmanager:PutSecretValue", request.secretId()),
            this::put)
        .operation(
            "describeSecret",
            DescribeSecretRequest.class,
            List.of("SecretId"),
            request -> access("secretsmanager:DescribeSecret", request.secretId()),
            this::describe);
  }

  private static AwsServiceException error(String code, int status, String message) {
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .serviceName("SecretsManager")
            .errorCode(code)
            .errorMessage(message)
            .build();
    AwsServiceException.Builder exception =
        switch (code) {
          case "ResourceNotFoundException" -> ResourceNotFoundException.builder();
          case "ResourceExistsException" -> ResourceExistsException.builder();
          default -> SecretsManagerException.builder();
        };
    return exception.awsErrorDetails(details).statusCode(status).build();
  }

  /**
   * Returns the rights that a role needs for an action on a secret, those on the secret's key
   * included.
   */
  public List<Access> access(String action, String nameOrArn) {
    @Nullable Secret secret = secrets.get(nameOrArn);
    if (secret == null) {
      return List.of(
          new Access.ByRole(
              action,
              nameOrArn.startsWith("arn:")
                  ? nameOrArn
                  : AwsEnvironment.LAPTOP.arn("secretsmanager", "secret:" + nameOrArn)));
    }
    List<Access> all = new ArrayList<>();
    all.add(new Access.ByRole(action, secret.arn()));
    String via = "secretsmanager." + secret.environment().region() + ".amazonaws.com";
    for (String onKey : onKey(action)) {
      secret.kmsKey().ifPresent(key -> all.add(new Access.ByKey(control, onKey, key, via)));
    }
    return all;
  }

  private static List<String> onKey(String action) {
    return switch (action) {
      case "secretsmanager:GetSecretValue" -> List.of(DECRYPT);
      case "secretsmanager:PutSecretValue" -> List.of(DECRYPT, GENERATE);
      default -> List.of();
    };
  }

  private Secret find(String nameOrArn) {
    @Nullable Secret secret = secrets.get(nameOrArn);
    if (secret == null) {
      throw error(
          "ResourceNotFoundException", 400, "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  private GetSecretValueResponse get(GetSecretValueRequest request) {
    Secret secret = find(request.secretId());
    for (Map.Entry<String, Version> staged : staged(secret).entrySet()) {
      Version version = staged.getValue();
      boolean wanted =
          request.versionId() == null
              ? staged.getKey().equals(Optional.ofNullable(request.versionStage()).orElse(CURRENT))
              : version.id().equals(request.versionId())
                  && (request.versionStage() == null
                      || request.versionStage().equals(staged.getKey()));
      if (wanted) {
        return GetSecretValueResponse.builder()
            .arn(secret.arn())
            .name(secret.name())
            .versionId(version.id())
            .versionStages(staged.getKey())
            .secretString(version.value())
            .build();
      }
    }
    throw error(
        "ResourceNotFoundException",
        400,
        "Secrets Manager can't find the specified secret value for that version.");
  }

  private Map<String, Version> staged(Secret secret) {
    Versions versions = kept.get(secret.arn());
    Map<String, Version> staged = new LinkedHashMap<>();
    staged.put(CURRENT, versions.current());
    @Nullable Version previous = versions.previous();
    if (previous != null) {
      staged.put(PREVIOUS, previous);
    }
    return staged;
  }

  private PutSecretValueResponse put(PutSecretValueRequest request) {
    Secret secret = find(request.secretId());
    if (request.hasVersionStages() && !request.versionStages().equals(List.of(CURRENT))) {
      throw new NotSimulatedException("secretsmanager:putSecretValue with versionStages");
    }
    // The client always sends one: the same twice is a repeat.
    String id = Optional.ofNullable(request.clientRequestToken()).orElseGet(Secrets::newId);
    Optional<Version> earlier =
        staged(secret).values().stream().filter(version -> version.id().equals(id)).findAny();
    if (earlier.isPresent() && !earlier.get().value().equals(request.secretString())) {
      throw error(
          "ResourceExistsException",
          400,
          "You can't modify an existing version, you can only create a new version.");
    }
    if (earlier.isEmpty()) {
      put(secret, id, request.secretString());
    }
    return PutSecretValueResponse.builder()
        .arn(secret.arn())
        .name(secret.name())
        .versionId(id)
        .versionStages(CURRENT)
        .build();
  }

  private DescribeSecretResponse describe(DescribeSecretRequest request) {
    Secret secret = find(request.secretId());
    Map<String, List<String>> stages = new LinkedHashMap<>();
    staged(secret).forEach((stage, version) -> stages.put(version.id(), List.of(stage)));
    return DescribeSecretResponse.builder()
        .arn(secret.arn())
        .name(secret.name())
        .kmsKeyId(secret.kmsKey().orElse(null))
        .versionIdsToStages(stages)
        .build();
  }
}
