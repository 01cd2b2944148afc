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
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.certificatemanager.CertificateValidation;
import software.amazon.awscdk.services.certificatemanager.ICertificate;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.constructs.Construct;

/**
 * Everything that differs between stages. Read once from {@code cdk.json}; from then on every value
 * is known to be allowed.
 *
 * @param name which stage this is
 * @param account the AWS account, or empty for the account of whoever deploys
 * @param region the AWS region
 * @param availabilityZones three zones of that region; stated, because synthesis looks nothing up
 * @param protection what stands between the stage and its deletion
 * @param logRetention how long logs are kept
 * @param logLevel smallest level that functions write
 * @param network addresses and the way out
 * @param edge names of the public end points, their certificates and who may reach them
 * @param tokens whose bearer tokens players bring
 * @param redis size of the ranking's replication group
 * @param database size of the payment database
 * @param stores the app as Apple's and Google's stores know it
 * @param fleet size and behaviour of the game servers' fleet
 * @param functions size of each function
 */
public record StageConfig(
    StageName name,
    Optional<String> account,
    String region,
    List<String> availabilityZones,
    Protection protection,
    LogRetention logRetention,
    LogLevel logLevel,
    Network network,
    Edge edge,
    Tokens tokens,
    Redis redis,
    Database database,
    Stores stores,
    Fleet fleet,
    Map<GameFunction, FunctionSize> functions) {

  /** The context key in {@code cdk.json}. */
  public static final String CONTEXT_KEY = "gamekeeper";

  /**
   * The context key that a first deployment sets to {@code true}, by {@code -c
   * firstDeployment=true}.
   */
  public static final String FIRST_DEPLOYMENT_KEY = "firstDeployment";

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

  /** Whether data outlives its stack: players' own, which no test may touch. */
  public boolean protectedFromDeletion() {
    return protection.keepsData();
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
    return readAll(context, false);
  }

  /**
   * The same, for a first deployment if that is said: a stage that will be protected is not locked
   * yet, so that a deployment that fails can be rolled back and repeated.
   */
  public static List<StageConfig> readAll(JsonNode context, boolean firstDeployment) {
    String[] names = Arrays.stream(StageName.values()).map(StageName::key).toArray(String[]::new);
    ConfigObject stages =
        ConfigObject.of("context." + CONTEXT_KEY, context, List.of("stages"))
            .object("stages", names);
    List<StageConfig> configs = new ArrayList<>();
    for (StageName name : StageName.values()) {
      configs.add(
          read(
              name,
              firstDeployment,
              stages.object(
                  name.key(),
                  "account",
                  "region",
                  "availabilityZones",
                  "protected",
                  "logRetentionDays",
                  "logLevel",
                  "network",
                  "edge",
                  "tokens",
                  "redis",
                  "database",
                  "stores",
                  "fleet",
                  "functions")));
    }
    return configs;
  }

  /**
   * Whether the value of context key {@value #FIRST_DEPLOYMENT_KEY} says that this is one; {@code
   * -c} hands texts over.
   *
   * @throws ConfigException if it is no answer
   */
  public static boolean isFirstDeployment(@Nullable Object value) {
    return switch (String.valueOf(value)) {
      case "null", "false" -> false;
      case "true" -> true;
      default ->
          throw new ConfigException(
              "context." + FIRST_DEPLOYMENT_KEY, value + " is not allowed; allowed: true or false");
    };
  }

  private static StageConfig read(StageName name, boolean firstDeployment, ConfigObject stage) {
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
        protection(stage.flag("protected"), firstDeployment),
        LogRetention.ofDays(stage.oneOf("logRetentionDays", LogRetention.allowedDays())),
        stage.constant("logLevel", LogLevel.class),
        Network.read(stage.object("network", "cidr", "natGateways")),
        Edge.read(
            stage.object(
                "edge",
                "apiDomain",
                "gameDomain",
                "assetsDomain",
                "opsDomain",
                "hostedZoneId",
                "hostedZoneName",
                "certificateArn",
                "assetsCertificateArn",
                "countries",
                "requestsPerAddress",
                "webOrigin"),
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
                "googleTestPurchases",
                "testers",
                "testPurchasesPerDay")),
        Fleet.read(
            stage.object(
                "fleet",
                "release",
                "instanceTypes",
                "onDemand",
                "spot",
                "playersPerServer",
                "maxPlayersPerServer",
                "drainSeconds",
                "predictiveScaling")),
        FunctionSize.readAll(
            stage.object(
                "functions",
                Arrays.stream(GameFunction.values())
                    .map(GameFunction::functionName)
                    .toArray(String[]::new))));
  }

  private static Protection protection(boolean isProtected, boolean firstDeployment) {
    if (!isProtected) {
      return Protection.NONE;
    }
    return firstDeployment ? Protection.KEPT : Protection.LOCKED;
  }

  /**
   * The VPC.
   *
   * @param cidr IPv4 range of the VPC; different stages may be peered only if theirs differ. Cannot
   *     be changed later. Its subnets take nineteen 256ths of a /16, hence /19 at least
   * @param natGateways how many zones have their own way out; fewer are cheaper, and share a fate
   */
  public record Network(String cidr, int natGateways) {
    private static final Pattern PRIVATE_RANGE =
        Pattern.compile(
            "(10(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|172\\.(1[6-9]|2\\d|3[01])(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}"
                + "|192\\.168(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){2})/1[6-9]");

    static Network read(ConfigObject network) {
      return new Network(
          network.text(
              "cidr",
              PRIVATE_RANGE,
              "a private IPv4 range of size /16 to /19, such as 10.0.0.0/16"),
          network.integer("natGateways", 1, ZONES));
    }
  }

  /**
   * The public end points.
   *
   * @param apiDomain the name players' clients call by REST; first name of a certificate
   * @param gameDomain the name players' clients open their sessions at
   * @param assetsDomain the name assets are fetched from; first name of a certificate
   * @param opsDomain the name of the pages for the studio's own people
   * @param hostedZoneId the Route 53 zone in which all four names get their records
   * @param hostedZoneName that zone's name; all four names are below it
   * @param certificateArn a certificate in the stage's region for the api, game and ops names;
   *     empty: the stage requests one, which proves itself by records in the zone
   * @param assetsCertificateArn a certificate in us-east-1, where CloudFront looks for it, for all
   *     four names; empty: the stage requests one there too
   * @param countries where players may come from
   * @param requestsPerAddress how many requests one address may send in five minutes
   * @param webOrigin whose pages may call the API and open sessions from a browser, as the browser
   *     writes it, or {@code *} for any; empty: none
   */
  public record Edge(
      String apiDomain,
      String gameDomain,
      String assetsDomain,
      String opsDomain,
      String hostedZoneId,
      String hostedZoneName,
      Optional<String> certificateArn,
      Optional<String> assetsCertificateArn,
      Countries countries,
      int requestsPerAddress,
      Optional<String> webOrigin) {
    /** The region in which CloudFront looks for certificates. */
    public static final String CLOUDFRONT_REGION = "us-east-1";

    private static final String DOMAIN = "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}";
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + DOMAIN);
    private static final String NAME_IN_WORDS = "a domain name in lower case";

    /** ACM API, RequestCertificate: DomainName has 64 characters at most. */
    private static final String CERTIFIED = "(?=.{1,64}$)";

    /** A label has 63 characters at most, and {@link #directName} takes seven of them. */
    private static final String DIRECT = "(?=[^.]{1,56}\\.)(?=.{1,246}$)";

    /** Lower case, without a path and without the port that the scheme implies. */
    private static final Pattern ORIGIN =
        Pattern.compile(
            "\\*|(?=.{1,128}$)https://(?!.*:443$)"
                + DOMAIN
                + "(:[0-9]{1,5})?|http://localhost(:[0-9]{2,5})?");

    private static final Pattern ZONE = Pattern.compile("Z[A-Z0-9]{1,31}");

    /** AWS WAF's own bounds. */
    private static final int MIN_REQUESTS = 10;

    private static final int MAX_REQUESTS = 2_000_000_000;

    /** The names that lead to the load balancer, in the order of their listing here. */
    public List<String> balancedDomains() {
      return List.of(apiDomain, gameDomain, opsDomain);
    }

    /** Those and the assets' name. */
    public List<String> domains() {
      return List.of(apiDomain, gameDomain, assetsDomain, opsDomain);
    }

    /**
     * A second name of the same end point, which never fails over: health checks ask it. Were they
     * to ask the name itself, they would hear from the stand-in once it has taken over, and nobody
     * would go back.
     */
    public static String directName(String domain) {
      return "direct-" + domain;
    }

    /** The zone, as a construct of that scope. */
    public IHostedZone zone(Construct scope) {
      return HostedZone.fromHostedZoneAttributes(
          scope,
          "Zone",
          HostedZoneAttributes.builder()
              .hostedZoneId(hostedZoneId)
              .zoneName(hostedZoneName)
              .build());
    }

    /**
     * A certificate as a construct of that scope: the one that exists, or one that proves itself by
     * records in the zone.
     *
     * @param existing its ARN
     * @param name the first of the names it is for
     */
    public static ICertificate certificate(
        Construct scope, Optional<String> existing, IHostedZone zone, String name, String... more) {
      if (existing.isPresent()) {
        return Certificate.fromCertificateArn(scope, "Certificate", existing.get());
      }
      Certificate.Builder requested =
          Certificate.Builder.create(scope, "Certificate")
              .domainName(name)
              .validation(CertificateValidation.fromDns(zone));
      if (more.length > 0) {
        requested.subjectAlternativeNames(List.of(more));
      }
      return requested.build();
    }

    static Edge read(ConfigObject edge, String region) {
      Edge read =
          new Edge(
              edge.text(
                  "apiDomain",
                  Pattern.compile(CERTIFIED + DIRECT + DOMAIN),
                  NAME_IN_WORDS + " of at most 64 characters, 56 before the first dot"),
              edge.text(
                  "gameDomain",
                  Pattern.compile(DIRECT + DOMAIN),
                  NAME_IN_WORDS + " with at most 56 characters before the first dot"),
              edge.text(
                  "assetsDomain",
                  Pattern.compile(CERTIFIED + DOMAIN),
                  NAME_IN_WORDS + " of at most 64 characters"),
              edge.text("opsDomain", NAME, NAME_IN_WORDS),
              edge.text("hostedZoneId", ZONE, "the id of a Route 53 hosted zone"),
              edge.text("hostedZoneName", NAME, NAME_IN_WORDS),
              certificate(edge, "certificateArn", region),
              certificate(edge, "assetsCertificateArn", CLOUDFRONT_REGION),
              edge.has("countries")
                  ? Countries.read(edge.object("countries", "allow", "deny"))
                  : new Countries.Any(),
              edge.integer("requestsPerAddress", MIN_REQUESTS, MAX_REQUESTS),
              edge.optionalText(
                  "webOrigin", ORIGIN, "an origin such as https://play.example.com, or *"));
      for (String domain : read.domains()) {
        if (!domain.endsWith("." + read.hostedZoneName())) {
          throw edge.inconsistent(domain + " is not below hostedZoneName " + read.hostedZoneName());
        }
      }
      if (read.domains().stream().distinct().count() != read.domains().size()) {
        throw edge.inconsistent(
            "apiDomain, gameDomain, assetsDomain and opsDomain must be four different names");
      }
      return read;
    }

    private static Optional<String> certificate(ConfigObject edge, String key, String region) {
      return edge.optionalText(
          key,
          Pattern.compile("arn:aws:acm:" + region + ":\\d{12}:certificate/[0-9a-f-]{36}"),
          "the ARN of an ACM certificate in " + region);
    }
  }

  /** Where players may come from, by the country that an address is registered in. */
  public sealed interface Countries {
    /** ISO 3166-1 alpha-2. */
    Pattern CODE = Pattern.compile("[A-Z]{2}");

    /** What AWS WAF takes in one statement. */
    int MOST = 50;

    /** From anywhere. */
    record Any() implements Countries {}

    /** From these countries only. */
    record Only(List<String> codes) implements Countries {
      public Only {
        codes = List.copyOf(codes);
      }
    }

    /** From anywhere but these countries. */
    record AllBut(List<String> codes) implements Countries {
      public AllBut {
        codes = List.copyOf(codes);
      }
    }

    private static Countries read(ConfigObject countries) {
      if (countries.has("allow") == countries.has("deny")) {
        throw countries.inconsistent("allowed: either allow or deny, not both");
      }
      return countries.has("allow")
          ? new Only(codes(countries, "allow"))
          : new AllBut(codes(countries, "deny"));
    }

    private static List<String> codes(ConfigObject countries, String key) {
      return countries.distinctTexts(
          key, 1, MOST, CODE, "two-letter country codes in upper case such as DE");
    }
  }

  /**
   * Whose tokens are accepted.
   *
   * @param issuer the {@code iss} claim
   * @param audience the {@code aud} claim
   * @param jwksUrl https address of the issuer's key set
   */
  public record Tokens(String issuer, String audience, String jwksUrl) {
    private static final String HOST = "https://[a-z0-9.-]+(:\\d+)?";
    private static final Pattern HTTPS = Pattern.compile(HOST + "(/\\S*)?");

    /** Elastic Load Balancing API, JwtValidationActionConfig. */
    private static final String BALANCERS_LIMIT = "(?=.{1,256}$)";

    private static final Pattern AUDIENCE = Pattern.compile("\\S{1,200}");

    static Tokens read(ConfigObject tokens) {
      return new Tokens(
          tokens.text(
              "issuer",
              Pattern.compile(BALANCERS_LIMIT + HTTPS.pattern()),
              "an https:// address of at most 256 characters"),
          tokens.text("audience", AUDIENCE, "1 to 200 characters without spaces"),
          tokens.text(
              "jwksUrl",
              Pattern.compile(BALANCERS_LIMIT + HOST + "/\\S*"),
              "an https:// address with a path, of at most 256 characters"));
    }
  }

  /**
   * The ranking's replication group.
   *
   * @param nodeType ElastiCache node type
   * @param shards parts that the keys are spread over. Changed later, it must be all that its
   *     deployment changes of the group
   * @param replicasPerShard copies of each part in other zones; Multi-AZ needs one at least. Cannot
   *     be changed later: another number is another group, whose address other stacks import
   * @param snapshotRetentionDays how long daily snapshots are kept; 0 for none, as the score log
   *     can rebuild every board
   */
  public record Redis(
      String nodeType, int shards, int replicasPerShard, int snapshotRetentionDays) {
    private static final Pattern NODE_TYPE = Pattern.compile("cache\\.[a-z0-9]+\\.[a-z0-9]+");

    /** ElastiCache's quota "Nodes per cluster per instance type", as long as nobody raises it. */
    private static final int MOST_NODES = 90;

    static Redis read(ConfigObject redis) {
      Redis read =
          new Redis(
              redis.text("nodeType", NODE_TYPE, "an ElastiCache node type such as cache.r7g.large"),
              redis.integer("shards", 1, MOST_NODES),
              redis.integer("replicasPerShard", 1, 5),
              redis.integer("snapshotRetentionDays", 0, 35));
      int nodes = read.shards() * (1 + read.replicasPerShard());
      if (nodes > MOST_NODES) {
        throw redis.inconsistent(
            "shards and their replicas are "
                + nodes
                + " nodes; ElastiCache allows "
                + MOST_NODES
                + " in one group");
      }
      return read;
    }
  }

  /**
   * The payment database; in every stage over two zones, with a replica for reading.
   *
   * @param instanceClass RDS instance class, of the database and of its replica. Changed in a
   *     protected stage, each takes it in its next maintenance window; elsewhere at once. Either
   *     way nobody can buy for a minute or two
   * @param storageGiB what it starts with; more may be set later, less never
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
   * @param googleTestPurchases whether purchases of licence testers count like others
   * @param testers players who may make as many test purchases as they like where players pay
   * @param testPurchasesPerDay how many all others may make there a day together
   */
  public record Stores(
      String appleBundleId,
      long appleAppId,
      String appleEnvironment,
      String googlePackage,
      String googleAudience,
      boolean googleTestPurchases,
      List<String> testers,
      int testPurchasesPerDay) {
    private static final Pattern PLAYER = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final int MOST_TESTERS = 20;
    private static final int MOST_TESTS = 1000;
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
              stores.flag("googleTestPurchases"),
              stores.distinctTexts("testers", 0, MOST_TESTERS, PLAYER, "ids of players"),
              (int) stores.wholeNumber("testPurchasesPerDay", 0, MOST_TESTS));
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
   * The game servers' fleet: a group of on-demand instances that carries it, and a group of Spot
   * instances that makes it cheaper.
   *
   * @param release the server's release, below the project's root; empty for the reference server
   * @param instanceTypes arm64 types; on-demand instances are of the first, Spot instances of
   *     whichever AWS has most of
   * @param onDemand how many on-demand instances
   * @param warm how many stopped ones wait to be started
   * @param spot how many Spot instances
   * @param playersPerServer how many players per server the groups aim at
   * @param maxPlayersPerServer how many sessions a server holds; one more is refused
   * @param drainSeconds how long players may finish what they play before their server goes
   * @param predictiveScaling what is done with the forecast of players
   */
  public record Fleet(
      Optional<String> release,
      List<String> instanceTypes,
      Size onDemand,
      int warm,
      Size spot,
      int playersPerServer,
      int maxPlayersPerServer,
      int drainSeconds,
      Forecast predictiveScaling) {
    private static final Pattern RELEASE = Pattern.compile("[^/\\s][^\\s]*\\.tar\\.gz");
    private static final Pattern ARM64 =
        Pattern.compile("(a1|t4g|[a-z]+\\d+g[a-z]*)\\.(medium|\\d*x?large)");
    private static final int MOST_SERVERS = 1000;

    /** What the server needs for itself, and the least that it gets. */
    private static final int BASE_HEAP_MIB = 128;

    private static final int LEAST_HEAP_MIB = 256;

    /**
     * Half of it may wait for a reader who is too slow; the rest is for the connection, the place
     * in a room, and what lies about between two collections.
     */
    private static final int HEAP_KIB_PER_PLAYER = 256;

    /** The least that an arm64 type has. */
    private static final int MEMORY_MIB_PER_CPU = 2048;

    /** What CloudFormation allows a stack event to wait for, less the time to stop. */
    private static final int LONGEST_DRAIN = 3000;

    public Fleet {
      instanceTypes = List.copyOf(instanceTypes);
    }

    /**
     * The largest heap of a server: by its players, not by its instance's memory, as a heap that
     * nobody needs makes collections rarer and longer, and a tick does not wait.
     */
    public int heapMiB() {
      return Math.max(
          LEAST_HEAP_MIB, BASE_HEAP_MIB + maxPlayersPerServer * HEAP_KIB_PER_PLAYER / 1024);
    }

    /** Of the smallest of the types, at least. */
    private int memoryMiB() {
      return instanceTypes.stream().mapToInt(Fleet::cpus).min().orElse(1) * MEMORY_MIB_PER_CPU;
    }

    private static int cpus(String instanceType) {
      String size = instanceType.substring(instanceType.indexOf('.') + 1);
      return switch (size) {
        case "medium" -> 1;
        case "large" -> 2;
        case "xlarge" -> 4;
        default -> 4 * Integer.parseInt(size.replaceAll("\\D", ""));
      };
    }

    /** How many servers a group has at least and at most. */
    public record Size(int min, int max) {}

    /** What predictive scaling does. */
    public enum Forecast {
      /** Shows what it would do. */
      ONLY,
      /** Starts servers before the players come. */
      AND_SCALE
    }

    static Fleet read(ConfigObject fleet) {
      ConfigObject onDemand = fleet.object("onDemand", "min", "max", "warm");
      ConfigObject spot = fleet.object("spot", "min", "max");
      Fleet read =
          new Fleet(
              fleet.optionalText(
                  "release",
                  RELEASE,
                  "a path to a .tar.gz, relative to the project's root and without spaces"),
              fleet.distinctTexts(
                  "instanceTypes", 1, 20, ARM64, "arm64 instance types such as c7g.large"),
              // Fewer than two servers are none while one is replaced.
              size(onDemand, 2),
              onDemand.integer("warm", 0, MOST_SERVERS),
              size(spot, 0),
              fleet.integer("playersPerServer", 1, 100_000),
              fleet.integer("maxPlayersPerServer", 1, 100_000),
              fleet.integer("drainSeconds", 1, LONGEST_DRAIN),
              fleet.constant("predictiveScaling", Forecast.class));
      if (read.maxPlayersPerServer() <= read.playersPerServer()) {
        throw fleet.inconsistent(
            "maxPlayersPerServer "
                + read.maxPlayersPerServer()
                + " must be more than playersPerServer "
                + read.playersPerServer()
                + ", or players are refused before servers are added");
      }
      // The other half is for the JVM besides its heap, the kernel's sockets, agents and packages.
      if (read.heapMiB() > read.memoryMiB() / 2) {
        throw fleet.inconsistent(
            "maxPlayersPerServer %d needs a heap of %d MiB, more than half of the %d MiB that the smallest of instanceTypes has"
                .formatted(read.maxPlayersPerServer(), read.heapMiB(), read.memoryMiB()));
      }
      return read;
    }

    private static Size size(ConfigObject group, int atLeast) {
      Size size =
          new Size(
              group.integer("min", atLeast, MOST_SERVERS),
              group.integer("max", atLeast, MOST_SERVERS));
      if (size.max() < size.min()) {
        throw group.inconsistent("max " + size.max() + " is less than min " + size.min());
      }
      return size;
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
