package io.gamekeeper.infra.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that differs between stages. Read once from {@code cdk.json}; from then on every value
 * is known to be allowed.
 *
 * @param name which stage this is
 * @param account the AWS account, or empty for the account of whoever deploys
 * @param region the AWS region
 * @param availabilityZones three zones of that region; stated, because synthesis looks nothing up
 * @param protectedFromDeletion whether data outlives its stack and nothing can be deleted by
 *     mistake
 * @param logRetention how long logs are kept
 * @param logLevel smallest level that functions write
 * @param network addresses and the way out
 * @param https name and certificate of the public end point
 * @param tokens whose bearer tokens players bring
 * @param redis size of the ranking's replication group
 * @param database size of the payment database
 * @param stores the app as Apple's and Google's stores know it
 * @param functions size of each function
 */
public record StageConfig(
    StageName name,
    Optional<String> account,
    String region,
    List<String> availabilityZones,
    boolean protectedFromDeletion,
    LogRetention logRetention,
    LogLevel logLevel,
    Network network,
    Https https,
    Tokens tokens,
    Redis redis,
    Database database,
    Stores stores,
    Map<GameFunction, FunctionSize> functions) {

  /** The context key in {@code cdk.json}. */
  public static final String CONTEXT_KEY = "gamekeeper";

  private static final int ZONES = 3;
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  public StageConfig {
    availabilityZones = List.copyOf(availabilityZones);
    functions = Collections.unmodifiableMap(new EnumMap<>(functions));
  }

  /** CloudWatch's namespace of what the stage's functions emit. */
  public String metricsNamespace() {
    return "Gamekeeper/" + name.key();
  }

  /** The size of one function. */
  public FunctionSize size(GameFunction function) {
    FunctionSize size = functions.get(function);
    if (size == null) {
      throw new IllegalArgumentException("no size for " + function);
    }
    return size;
  }

  /**
   * Reads all stages, in the order of {@link StageName}.
   *
   * @param context the value of context key {@value #CONTEXT_KEY}
   * @throws ConfigException at the first mistake
   */
  public static List<StageConfig> readAll(JsonNode context) {
    String[] names = Arrays.stream(StageName.values()).map(StageName::key).toArray(String[]::new);
    ConfigObject stages =
        ConfigObject.of("context." + CONTEXT_KEY, context, List.of("stages"))
            .object("stages", names);
    List<StageConfig> configs = new ArrayList<>();
    for (StageName name : StageName.values()) {
      configs.add(
          read(
              name,
              stages.object(
                  name.key(),
                  "account",
                  "region",
                  "availabilityZones",
                  "protected",
                  "logRetentionDays",
                  "logLevel",
                  "network",
                  "https",
                  "tokens",
                  "redis",
                  "database",
                  "stores",
                  "functions")));
    }
    return configs;
  }

  private static StageConfig read(StageName name, ConfigObject stage) {
    String region = stage.text("region", REGION, "a region such as eu-central-1");
    return new StageConfig(
        name,
        stage.optionalText("account", ACCOUNT, "an account's 12 digits, as text"),
        region,
        stage.distinctTexts(
            "availabilityZones",
            ZONES,
            Pattern.compile(Pattern.quote(region) + "[a-z]"),
            "zones of " + region + " such as " + region + "a"),
        stage.flag("protected"),
        LogRetention.ofDays(stage.oneOf("logRetentionDays", LogRetention.allowedDays())),
        stage.constant("logLevel", LogLevel.class),
        Network.read(stage.object("network", "cidr", "natGateways")),
        Https.read(
            stage.object("https", "domainName", "certificateArn", "hostedZoneId", "hostedZoneName"),
            region),
        Tokens.read(stage.object("tokens", "issuer", "audience", "jwksUrl")),
        Redis.read(
            stage.object(
                "redis", "nodeType", "shards", "replicasPerShard", "snapshotRetentionDays")),
        Database.read(
            stage.object("database", "instanceClass", "storageGiB", "maxStorageGiB", "backupDays")),
        Stores.read(
            name,
            stage.object(
                "stores",
                "appleBundleId",
                "appleAppId",
                "appleEnvironment",
                "googlePackage",
                "googleAudience",
                "googleTestPurchases")),
        FunctionSize.readAll(
            stage.object(
                "functions",
                Arrays.stream(GameFunction.values())
                    .map(GameFunction::functionName)
                    .toArray(String[]::new))));
  }

  /**
   * The VPC.
   *
   * @param cidr IPv4 range of the VPC; different stages may be peered only if theirs differ
   * @param natGateways how many zones have their own way out; fewer are cheaper, and share a fate
   */
  public record Network(String cidr, int natGateways) {
    private static final Pattern PRIVATE_RANGE =
        Pattern.compile(
            "(10(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|172\\.(1[6-9]|2\\d|3[01])(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}"
                + "|192\\.168(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2})/(1[6-9]|20)");

    static Network read(ConfigObject network) {
      return new Network(
          network.text(
              "cidr",
              PRIVATE_RANGE,
              "a private IPv4 range of size /16 to /20, such as 10.0.0.0/16"),
          network.integer("natGateways", 1, ZONES));
    }
  }

  /**
   * The public end point.
   *
   * @param domainName the name players' clients call
   * @param certificate where its certificate comes from
   */
  public record Https(String domainName, Certificate certificate) {
    private static final Pattern NAME =
        Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}");
    private static final Pattern ZONE = Pattern.compile("Z[A-Z0-9]{1,31}");

    static Https read(ConfigObject https, String region) {
      String domainName = https.text("domainName", NAME, "a domain name in lower case");
      Optional<String> arn =
          https.optionalText(
              "certificateArn",
              Pattern.compile("arn:aws:acm:" + region + ":\\d{12}:certificate/[0-9a-f-]{36}"),
              "the ARN of an ACM certificate in " + region);
      if (arn.isPresent()) {
        if (https.has("hostedZoneId") || https.has("hostedZoneName")) {
          throw https.inconsistent(
              "allowed: either certificateArn, or hostedZoneId with hostedZoneName");
        }
        return new Https(domainName, new Certificate.Existing(arn.get()));
      }
      String zoneName = https.text("hostedZoneName", NAME, "a domain name in lower case");
      if (!domainName.equals(zoneName) && !domainName.endsWith("." + zoneName)) {
        throw https.inconsistent(
            "domainName " + domainName + " is not below hostedZoneName " + zoneName);
      }
      return new Https(
          domainName,
          new Certificate.ValidatedByDns(
              https.text("hostedZoneId", ZONE, "the id of a Route 53 hosted zone"), zoneName));
    }
  }

  /** Where the load balancer's certificate comes from. */
  public sealed interface Certificate {
    /** A certificate that exists in the stage's account and region. */
    record Existing(String arn) implements Certificate {}

    /** A certificate that the stage requests and that proves itself by a record in this zone. */
    record ValidatedByDns(String hostedZoneId, String hostedZoneName) implements Certificate {}
  }

  /**
   * Whose tokens are accepted.
   *
   * @param issuer the {@code iss} claim
   * @param audience the {@code aud} claim
   * @param jwksUrl https address of the issuer's key set
   */
  public record Tokens(String issuer, String audience, String jwksUrl) {
    private static final Pattern HTTPS = Pattern.compile("https://[a-z0-9.-]+(:\\d+)?(/\\S*)?");
    private static final Pattern AUDIENCE = Pattern.compile("\\S{1,200}");

    static Tokens read(ConfigObject tokens) {
      return new Tokens(
          tokens.text("issuer", HTTPS, "an https:// address"),
          tokens.text("audience", AUDIENCE, "1 to 200 characters without spaces"),
          tokens.text("jwksUrl", HTTPS, "an https:// address"));
    }
  }

  /**
   * The ranking's replication group.
   *
   * @param nodeType ElastiCache node type
   * @param shards parts that the keys are spread over
   * @param replicasPerShard copies of each part in other zones; Multi-AZ needs one at least
   * @param snapshotRetentionDays how long daily snapshots are kept; 0 for none, as the score log
   *     can rebuild every board
   */
  public record Redis(
      String nodeType, int shards, int replicasPerShard, int snapshotRetentionDays) {
    private static final Pattern NODE_TYPE = Pattern.compile("cache\\.[a-z0-9]+\\.[a-z0-9]+");

    static Redis read(ConfigObject redis) {
      return new Redis(
          redis.text("nodeType", NODE_TYPE, "an ElastiCache node type such as cache.r7g.large"),
          redis.integer("shards", 1, 90),
          redis.integer("replicasPerShard", 1, 5),
          redis.integer("snapshotRetentionDays", 0, 35));
    }
  }

  /**
   * The payment database; in every stage over two zones, with a replica for reading.
   *
   * @param instanceClass RDS instance class, of the database and of its replica
   * @param storageGiB what it starts with
   * @param maxStorageGiB what it may grow to by itself
   * @param backupDays how far back it can be restored to any second; a replica needs backups
   */
  public record Database(String instanceClass, int storageGiB, int maxStorageGiB, int backupDays) {
    private static final Pattern INSTANCE_CLASS =
        Pattern.compile("db\\.[a-z0-9]+\\.(medium|\\d*x?large)");

    static Database read(ConfigObject database) {
      Database read =
          new Database(
              database.text(
                  "instanceClass",
                  INSTANCE_CLASS,
                  "an RDS instance class such as db.r7g.large, from medium on, as smaller ones"
                      + " have no Performance Insights"),
              database.integer("storageGiB", 20, 65_536),
              database.integer("maxStorageGiB", 22, 65_536),
              database.integer("backupDays", 1, 35));
      // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
      if (read.maxStorageGiB() * 10L < read.storageGiB() * 11L) {
        throw database.inconsistent(
            "maxStorageGiB "
                + read.maxStorageGiB()
                + " must be 10 % more than storageGiB "
                + read.storageGiB()
                + " at least, or storage cannot grow");
      }
      return read;
    }
  }

  /**
   * The app as the stores know it. Their keys are no settings: they lie in a secret.
   *
   * @param appleBundleId the app's bundle id
   * @param appleAppId the app's numeric id in the App Store
   * @param appleEnvironment {@code Production} or {@code Sandbox}
   * @param googlePackage the app's package name
   * @param googleAudience whom Google's notifications must be addressed to
   * @param googleTestPurchases whether purchases of licence testers count
   */
  public record Stores(
      String appleBundleId,
      long appleAppId,
      String appleEnvironment,
      String googlePackage,
      String googleAudience,
      boolean googleTestPurchases) {
    private static final Pattern APP =
        Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)+");
    private static final Pattern ENVIRONMENT = Pattern.compile("Production|Sandbox");

    static Stores read(StageName stage, ConfigObject stores) {
      Stores read =
          new Stores(
              stores.text("appleBundleId", APP, "a bundle id such as com.example.game"),
              stores.wholeNumber("appleAppId", 1, 99_999_999_999L),
              stores.text("appleEnvironment", ENVIRONMENT, "Production or Sandbox"),
              stores.text("googlePackage", APP, "a package name such as com.example.game"),
              stores.text("googleAudience", Tokens.HTTPS, "an https:// address"),
              stores.flag("googleTestPurchases"));
      if (stage == StageName.PROD
          && (read.googleTestPurchases() || read.appleEnvironment().equals("Sandbox"))) {
        throw stores.inconsistent(
            "purchases that nobody paid for count in prod; allowed: appleEnvironment Production"
                + " and googleTestPurchases false");
      }
      return read;
    }
  }

  /**
   * How much of the account a function may use.
   *
   * @param memoryMiB memory; the processor share grows with it, one whole at 1769
   * @param reservedConcurrency the most instances at once, taken from the account's limit; empty
   *     for no reservation
   */
  public record FunctionSize(int memoryMiB, Optional<Integer> reservedConcurrency) {
    static Map<GameFunction, FunctionSize> readAll(ConfigObject functions) {
      Map<GameFunction, FunctionSize> sizes = new EnumMap<>(GameFunction.class);
      for (GameFunction function : GameFunction.values()) {
        ConfigObject size =
            functions.object(function.functionName(), "memoryMiB", "reservedConcurrency");
        sizes.put(
            function,
            new FunctionSize(
                size.integer("memoryMiB", 256, 10_240),
                size.optionalInteger("reservedConcurrency", 1, 1000)));
      }
      return sizes;
    }
  }
}
