package io.gamekeeper.local.aws.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The resource types of Secrets Manager: secrets, their attachments and rotations; and the
 * references to secrets.
 */
public final class SecretTypes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\{resolve:secretsmanager:(.+?):SecretString:([^:}]*)[^}]*}}");
  private static final int DEFAULT_LENGTH = 32;

  /** The characters of which Secrets Manager makes passwords. */
  private static final Map<String, String> CHARACTERS =
      Map.of(
          "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz",
          "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "ExcludeNumbers", "0123456789",
          "ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private SecretTypes() {}

  static List<ResourceType> all(
      Secrets secrets,
      Map<String, DatabaseServer> servers,
      MariaDbEngine engine,
      SecurityGroups network) {
    return List.of(
        new Secret(secrets),
        new Attachment(secrets, servers),
        new Rotation(secrets, servers, engine, network, ConcurrentHashMap.newKeySet()));
  }

  /**
   * Replaces references like {@code {{resolve:secretsmanager:ARN:SecretString:password::}}}.
   *
   * @throws IllegalArgumentException if there is no such secret or member
   */
  public static String resolve(Secrets secrets, String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            reference -> {
              String value = secrets.value(reference.group(1));
              String member = reference.group(2);
              return Matcher.quoteReplacement(
                  member.isEmpty() ? value : member(parse(value), member));
            });
  }

  public static String member(JsonNode secret, String member) {
    JsonNode value = secret.path(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("the secret has no " + member);
    }
    return value.asText();
  }

  /** Returns the JSON object of a secret; an empty object if the secret holds something else. */
  public static ObjectNode parse(String secret) {
    try {
      return JSON.readTree(secret) instanceof ObjectNode object ? object : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private record Secret(Secrets secrets) implements ResourceType {
    @Override
    public String type() {
      return "AWS::SecretsManager::Secret";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("informational only", "Description");
      properties.inert("there is one region", "ReplicaRegions");
      String name = properties.string("Name", context.generatedName());
      // AWS appends six random characters, which roles have to allow for.
      String id = context.generatedId("secret");
      String suffix = id.substring(id.length() - 6);
      String arn = context.environment().arn("secretsmanager", "secret:" + name + "-" + suffix);
      @Nullable ResourceProperties generated =
          properties.optionalObject("GenerateSecretString").orElse(null);
      String initial =
          generated == null ? properties.string("SecretString", "") : generate(generated);
      secrets.create(
          name, arn, context.environment(), properties.optionalString("KmsKeyId"), () -> initial);
      return Provisioned.simulated(arn, generated == null ? "given" : "generated, then kept")
          .with("Id", arn);
    }

    private static String generate(ResourceProperties properties) {
      String excluded = properties.string("ExcludeCharacters", "");
      SecureRandom random = new SecureRandom();
      List<String> kinds = new ArrayList<>();
      CHARACTERS.keySet().stream()
          .sorted()
          .filter(kind -> !properties.bool(kind, false))
          .forEach(kind -> kinds.add(without(CHARACTERS.get(kind), excluded)));
      if (properties.bool("IncludeSpace", false)) {
        kinds.add(without(" ", excluded));
      }
      kinds.removeIf(String::isEmpty);
      String all = String.join("", kinds);
      int length = properties.integer("PasswordLength", DEFAULT_LENGTH);
      if (all.isEmpty() || length < kinds.size()) {
        throw new TemplateException(
            properties.where("ExcludeCharacters"), "excludes too many characters for a password");
      }
      List<Character> password = new ArrayList<>();
      if (properties.bool("RequireEachIncludedType", true)) {
        kinds.forEach(kind -> password.add(any(kind, random)));
      }
      while (password.size() < length) {
        password.add(any(all, random));
      }
      Collections.shuffle(password, random);
      StringBuilder text = new StringBuilder();
      password.forEach(text::append);
      return properties
          .optionalString("GenerateStringKey")
          .map(
              key ->
                  parse(properties.string("SecretStringTemplate"))
                      .put(key, text.toString())
                      .toString())
          .orElseGet(text::toString);
    }

    private static char any(String characters, SecureRandom random) {
      return characters.charAt(random.nextInt(characters.length()));
    }

    private static String without(@Nullable String characters, String excluded) {
      StringBuilder left = new StringBuilder();
      if (characters != null) {
        characters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(left::appendCodePoint);
      }
      return left.toString();
    }
  }

  /** The type of attachments, which write the address of a database into its secret. */
  private record Attachment(Secrets secrets, Map<String, DatabaseServer> servers)
      implements ResourceType {
    @Override
    public String type() {
      return "AWS::SecretsManager::SecretTargetAttachment";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String arn = properties.string("SecretId");
      String type = properties.string("TargetType");
      if (!type.equals("AWS::RDS::DBInstance")) {
        throw new TemplateException(properties.where("TargetType"), "is " + type);
      }
      String identifier = properties.string("TargetId");
      @Nullable DatabaseServer server = servers.get(identifier.toLowerCase(Locale.ROOT));
      if (server == null) {
        throw new TemplateException(
            properties.where("TargetId"),
            "is " + identifier + ", which is not a database of the templates");
      }
      String before = secrets.value(arn);
      ObjectNode secret =
          parse(before)
              .put("engine", "mysql")
              .put("host", server.host())
              .put("port", server.port())
              .put("dbInstanceIdentifier", identifier);
      if (!server.database().isEmpty()) {
        secret.put("dbname", server.database());
      }
      if (!secret.equals(parse(before))) {
        secrets.put(arn, secret.toString());
      }
      return Provisioned.simulated(arn, "host and port of " + identifier);
    }
  }

  /**
   * The type of rotations. Secrets Manager tests a declared rotation even if it does not rotate at
   * once: its function reads the secret and logs in to the database (API reference, RotateSecret,
   * "RotateImmediately"). This type makes the same test.
   */
  private record Rotation(
      Secrets secrets,
      Map<String, DatabaseServer> servers,
      MariaDbEngine engine,
      SecurityGroups network,
      Set<String> rotated)
      implements ResourceType {
    private static final String TRANSFORM = "AWS::SecretsManager-2024-09-16";
    private static final String ONE_USER = "MySQLSingleUser";

    @Override
    public String type() {
      return "AWS::SecretsManager::RotationSchedule";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String arn = properties.string("SecretId");
      String secretId = properties.where("SecretId");
      if (!rotated.add(arn)) {
        throw new TemplateException(
            secretId, "is rotated by another schedule already; a secret has one at most");
      }
      properties.inert(
          "a stage does not live long enough to rotate its secrets",
          "RotationRules",
          "RotateImmediatelyOnUpdate");
      ResourceProperties hosted = properties.object("HostedRotationLambda");
      hosted.inert("AWS's own function would rotate it", "ExcludeCharacters", "VpcSubnetIds");
      if (!context.transforms().contains(TRANSFORM)) {
        throw new TemplateException(
            properties.where("HostedRotationLambda"),
            "needs \"Transform\": \"" + TRANSFORM + "\" in its template");
      }
      String kind = hosted.string("RotationType");
      if (!kind.equals(ONE_USER)) {
        throw new TemplateException(
            hosted.where("RotationType"), "is " + kind + "; the stage supports " + ONE_USER);
      }
      Optional<String> key = secrets.kmsKey(arn);
      if (!key.equals(hosted.optionalString("KmsKeyArn"))) {
        throw new TemplateException(
            hosted.where("KmsKeyArn"),
            "must be the secret's key, which the rotation function decrypts it with");
      }
      logIn(hosted, secretId, parse(secrets.value(arn)));
      return Provisioned.nameOnly(arn, "its user can log in; nobody rotates it on a stage");
    }

    private void logIn(ResourceProperties hosted, String secretId, ObjectNode secret) {
      String host = secret.path("host").asText();
      DatabaseServer server =
          servers.values().stream()
              .filter(one -> one.host().equals(host))
              .findAny()
              .orElseThrow(
                  () ->
                      new TemplateException(
                          secretId,
                          "has no host yet: attach the secret to its database first, and depend on"
                              + " the attachment"));
      network
          .refusal(
              List.of(hosted.string("VpcSecurityGroupIds").split(",", -1)),
              server.securityGroups(),
              server.port())
          .ifPresent(
              reason -> {
                throw new TemplateException(
                    hosted.where("VpcSecurityGroupIds"),
                    "keep the rotation function from its database: " + reason);
              });
      String user = member(secret, "username");
      try (Connection connection = engine.connect(user, member(secret, "password"), "")) {
        connection.getMetaData();
      } catch (SQLException e) {
        throw new TemplateException(
            secretId,
            "is declared to rotate before its user can log in: Secrets Manager tests every rotation"
                + " when it is declared. Declare it after the resource that creates the user "
                + user,
            e);
      }
    }
  }
}
