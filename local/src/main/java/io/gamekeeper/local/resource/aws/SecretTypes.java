package io.gamekeeper.local.resource.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.client.Secrets;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Secrets Manager: secrets, what is attached to them, and references to them. */
final class SecretTypes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\{resolve:secretsmanager:(.+?):SecretString:([^:}]*)[^}]*}}");
  private static final int DEFAULT_LENGTH = 32;

  /** What Secrets Manager makes passwords of. */
  private static final Map<String, String> CHARACTERS =
      Map.of(
          "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz",
          "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "ExcludeNumbers", "0123456789",
          "ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private SecretTypes() {}

  static List<ResourceType> all(Secrets secrets, Map<String, DatabaseTypes.Server> servers) {
    return List.of(new Secret(secrets), new Attachment(secrets, servers), new Rotation());
  }

  /**
   * Replaces references like {@code {{resolve:secretsmanager:ARN:SecretString:password::}}}.
   *
   * @throws IllegalArgumentException if there is no such secret or member
   */
  static String resolve(Secrets secrets, String text) {
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

  static String member(JsonNode secret, String member) {
    JsonNode value = secret.path(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("the secret has no " + member);
    }
    return value.asText();
  }

  /** A secret's JSON object; empty if it holds something else. */
  static ObjectNode parse(String secret) {
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
      properties.inert("a note for people", "Description");
      properties.inert("there is one region", "ReplicaRegions");
      String name = properties.string("Name", context.generatedName());
      // AWS appends six characters of chance, and roles have to allow for them.
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
            properties.where("ExcludeCharacters"), "leaves too little for a password");
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

  /** Writes into a secret where the database is that it is for. */
  private record Attachment(Secrets secrets, Map<String, DatabaseTypes.Server> servers)
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
      DatabaseTypes.@Nullable Server server = servers.get(identifier.toLowerCase(Locale.ROOT));
      if (server == null) {
        throw new TemplateException(
            properties.where("TargetId"), "is " + identifier + ", which is no database");
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

  private record Rotation() implements ResourceType {
    @Override
    public String type() {
      return "AWS::SecretsManager::RotationSchedule";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String arn = properties.string("SecretId");
      properties.restInert("AWS's own function would rotate it");
      return Provisioned.nameOnly(arn, "a stage does not live long enough to rotate its secrets");
    }
  }
}
