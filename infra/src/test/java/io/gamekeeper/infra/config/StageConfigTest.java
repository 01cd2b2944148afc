package io.gamekeeper.infra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gamekeeper.contract.GameFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StageConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void readsEveryStageOfTheProject() throws IOException {
    List<StageConfig> stages = StageConfig.readAll(settings());

    assertThat(stages)
        .extracting(StageConfig::name)
        .containsExactly(StageName.DEV, StageName.STAGING, StageName.PROD);
    StageConfig prod = stages.getLast();
    assertThat(prod.protection()).isEqualTo(Protection.LOCKED);
    assertThat(prod.network()).isEqualTo(new NetworkConfig("10.30.0.0/16", 3));
    assertThat(prod.size(GameFunction.SEASON_END).reservedConcurrency()).isEmpty();
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          region               | "Frankfurt"             | "Frankfurt" is not allowed; allowed: a region such as eu-central-1
          region               | null                    | is missing; allowed: a region such as eu-central-1
          account              | 123456789012            | 123456789012 is not allowed; allowed: an account's 12 digits, as text
          availabilityZones    | ["eu-central-1a"]       | ["eu-central-1a"] is not allowed; allowed: a list of 3 different zones of eu-central-1 such as eu-central-1a
          availabilityZones    | ["eu-central-1a","us-east-1b","eu-central-1c"] | "us-east-1b" is not allowed; allowed: a list of 3 different zones of eu-central-1 such as eu-central-1a
          protected            | "yes"                   | "yes" is not allowed; allowed: true or false
          logRetentionDays     | 8                       | 8 is not allowed; allowed: one of [7, 14, 30, 60, 90, 180, 365, 731, 3653]
          logLevel             | "TRACE"                 | "TRACE" is not allowed; allowed: one of [DEBUG, INFO, WARN, ERROR]
          network.cidr         | "8.8.0.0/16"            | "8.8.0.0/16" is not allowed; allowed: a private IPv4 range of size /16 to /19, such as 10.0.0.0/16
          network.cidr         | "10.0.0.0/20"           | "10.0.0.0/20" is not allowed; allowed: a private IPv4 range of size /16 to /19, such as 10.0.0.0/16
          network.natGateways  | 4                       | 4 is not allowed; allowed: an integer from 1 to 3
          edge.apiDomain       | "https://api"           | "https://api" is not allowed; allowed: a domain name in lower case of at most 64 characters, 56 before the first dot
          edge.opsDomain       | null                    | is missing; allowed: a domain name in lower case
          edge.hostedZoneId    | "gamekeeper.example"    | "gamekeeper.example" is not allowed; allowed: the id of a Route 53 hosted zone
          edge.certificateArn  | "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" | "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" is not allowed; allowed: the ARN of an ACM certificate in eu-central-1
          edge.assetsCertificateArn | "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" | "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" is not allowed; allowed: the ARN of an ACM certificate in us-east-1
          edge.webOrigin       | "play.example.com"      | "play.example.com" is not allowed; allowed: an origin such as https://play.example.com, or *
          edge.webOrigin       | "https://play.example.com/" | "https://play.example.com/" is not allowed; allowed: an origin such as https://play.example.com, or *
          edge.webOrigin       | "http://play.example.com" | "http://play.example.com" is not allowed; allowed: an origin such as https://play.example.com, or *
          edge.webOrigin       | "https://play.example.com:443" | "https://play.example.com:443" is not allowed; allowed: an origin such as https://play.example.com, or *
          edge.webOrigin       | ["https://a.example"]   | ["https://a.example"] is not allowed; allowed: an origin such as https://play.example.com, or *
          edge.countries       | {"allow":["DE"],"deny":["AT"]} | allowed: either allow or deny, not both
          edge.countries       | {}                      | allowed: either allow or deny, not both
          edge.countries       | ["DE"]                  | ["DE"] is not an object; allowed: an object with allow, deny
          edge.countries.deny  | ["Germany"]             | "Germany" is not allowed; allowed: a list of 1 to 50 different two-letter country codes in upper case such as DE
          edge.countries.allow | []                      | [] is not allowed; allowed: a list of 1 to 50 different two-letter country codes in upper case such as DE
          edge.requestsPerAddress | 9                    | 9 is not allowed; allowed: an integer from 10 to 2000000000
          tokens.jwksUrl       | "http://id.example/k"   | "http://id.example/k" is not allowed; allowed: an https:// address with a path, of at most 256 characters
          tokens.jwksUrl       | "https://id.example"    | "https://id.example" is not allowed; allowed: an https:// address with a path, of at most 256 characters
          redis.shards         | 0                       | 0 is not allowed; allowed: an integer from 1 to 90
          redis.shards         | 1.5                     | 1.5 is not allowed; allowed: an integer from 1 to 90
          redis.replicasPerShard | 0                     | 0 is not allowed; allowed: an integer from 1 to 5
          redis.shard          | 2                       | is not known; did you mean shards? allowed here: nodeType, shards, replicasPerShard, snapshotRetentionDays
          redis.shrads         | 2                       | is not known; did you mean shards? allowed here: nodeType, shards, replicasPerShard, snapshotRetentionDays
          redis.engine         | "valkey"                | is not known; allowed here: nodeType, shards, replicasPerShard, snapshotRetentionDays
          edge.CertificateARN  | ""                      | is not known; did you mean certificateArn? allowed here: apiDomain, gameDomain, assetsDomain, opsDomain, hostedZoneId, hostedZoneName, certificateArn, assetsCertificateArn, countries, requestsPerAddress, webOrigin
          edge.countries.only  | ["DE"]                  | is not known; allowed here: allow, deny
          fleet.onDemand.warn  | 1                       | is not known; did you mean warm? allowed here: min, max, warm
          functions.score      | {}                      | is not known; did you mean scores? allowed here: health, scores, leaderboards, leaderboard-rebuild, season-end, purchases, store-notifications, payment-reconciler, outbox-relay, ledger-check, purchase-log, database-migration, player-metrics, purchase-inbox, figures-erasure, console, leaderboard-operations, leaderboard-erasure, payment-operations, payment-erasure, player-logs, session-events, event-listeners, player-progress, event-operations, player-erasure, alert-router, alert-timer, on-call-operations
          networks             | {}                      | is not known; did you mean network? allowed here: region, account, availabilityZones, protected, logRetentionDays, logLevel, network, edge, tokens, operators, redis, database, lake, stores, fleet, events, onCall, functions, dashboards
          network              | null                    | is missing; allowed: an object with cidr, natGateways
          dashboards           | ["Sales"]               | "Sales" is not allowed; allowed: a list of 1 to 9 different names of dashboards: GameOperations, Fleet, GameApi, Payments, Database, Edge, Assets, InGameEvent, PlayerEvents
          database.instanceClass | "db.t4g.small"        | "db.t4g.small" is not allowed; allowed: an RDS instance class such as db.r7g.large, from medium on, as smaller ones have no Performance Insights
          database.storageGiB  | 10                      | 10 is not allowed; allowed: an integer from 20 to 65536
          database.backupDays  | 0                       | 0 is not allowed; allowed: an integer from 1 to 35
          lake.bufferSeconds   | 0                       | 0 is not allowed; allowed: an integer from 60 to 900
          lake.infrequentAfterDays | 29                  | 29 is not allowed; allowed: an integer from 30 to 3650
          lake.queryLimitGigabytes | 0                   | 0 is not allowed; allowed: an integer from 1 to 7000
          stores.appleBundleId | "game"                  | "game" is not allowed; allowed: a bundle id such as com.example.game
          stores.appleAppId    | "6400000000"            | "6400000000" is not allowed; allowed: an integer from 1 to 99999999999
          stores.appleEnvironment | "production"         | "production" is not allowed; allowed: Production or Sandbox
          stores.googleAudience | "gamekeeper"           | "gamekeeper" is not allowed; allowed: an https:// address
          stores.googleTestPurchases | 1                 | 1 is not allowed; allowed: true or false
          stores.testers        | ["a b"]                | "a b" is not allowed; allowed: a list of 0 to 20 different ids of players
          stores.testPurchasesPerDay | 1001              | 1001 is not allowed; allowed: an integer from 0 to 1000
          fleet.release        | "../server.zip"         | "../server.zip" is not allowed; allowed: a path to a .tar.gz, relative to the project's root and without spaces
          fleet.instanceTypes  | ["c7i.large"]           | "c7i.large" is not allowed; allowed: a list of 1 to 20 different arm64 instance types such as c7g.large
          fleet.onDemand.min   | 1                       | 1 is not allowed; allowed: an integer from 2 to 1000
          fleet.onDemand.warm  | null                    | is missing; allowed: an integer from 0 to 1000
          fleet.spot.max       | -1                      | -1 is not allowed; allowed: an integer from 0 to 1000
          fleet.drainSeconds   | 0                       | 0 is not allowed; allowed: an integer from 1 to 3000
          fleet.predictiveScaling | "ForecastOnly"       | "ForecastOnly" is not allowed; allowed: one of [ONLY, AND_SCALE]
          functions.scores     | 512                     | 512 is not an object; allowed: an object with memoryMiB, reservedConcurrency
          functions.scores.memoryMiB | 64                | 64 is not allowed; allowed: an integer from 256 to 10240
          """)
  void aMistakeNamesItsKeyAndWhatIsAllowed(String key, String value, String problem)
      throws IOException {
    JsonNode settings = settings();
    set((ObjectNode) settings.at("/stages/dev"), key, JSON.readTree(value));

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cdk.json: context.gamekeeper.stages.dev." + key + ": " + problem);
  }

  @Test
  void alarmsAlwaysHaveADashboardToName() throws IOException {
    JsonNode settings = settings();
    set((ObjectNode) settings.at("/stages/dev"), "dashboards", JSON.readTree("[\"Fleet\"]"));

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cdk.json: context.gamekeeper.stages.dev: dashboards must have GameOperations");
  }

  /**
   * ACM API, RequestCertificate (64 characters); Route 53 guide, "DNS domain name format" (63 per
   * label, of which {@code direct-} takes seven); Elastic Load Balancing API,
   * JwtValidationActionConfig (256).
   */
  @ParameterizedTest
  @CsvSource({
    "edge.apiDomain, '', 45, .gamekeeper.example, of at most 64 characters",
    "edge.gameDomain, '', 56, .dev.gamekeeper.example, with at most 56 characters before",
    "edge.assetsDomain, '', 45, .gamekeeper.example, of at most 64 characters",
    "edge.opsDomain, '', 63, .gamekeeper.example, a domain name",
    "tokens.issuer, https://id.example/, 237, '', of at most 256 characters",
    "tokens.jwksUrl, https://id.example/, 237, '', of at most 256 characters"
  })
  void whatIsTooLongForAwsIsRefused(
      String key, String before, int longest, String after, String allowed) throws IOException {
    JsonNode settings = settings();
    ObjectNode stage = (ObjectNode) settings.at("/stages/dev");
    set(stage, key, TextNode.valueOf(before + "a".repeat(longest) + after));

    assertThat(StageConfig.readAll(settings)).hasSize(3);
    set(stage, key, TextNode.valueOf(before + "a".repeat(longest + 1) + after));
    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("cdk.json: context.gamekeeper.stages.dev." + key)
        .hasMessageContaining(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://play.example.com",
        "https://a.example:8443",
        "http://localhost:3000"
      })
  void anOriginIsWrittenAsBrowsersDo(String origin) throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.at("/stages/prod/edge")).put("webOrigin", origin);

    assertThat(StageConfig.readAll(settings).getLast().edge().webOrigin()).contains(origin);
  }

  /** Health checks ask for {@code direct-} and that name. */
  @Test
  void aNameThatCannotBeAskedDirectlyIsRefused() throws IOException {
    JsonNode settings = settings();
    ObjectNode edge = (ObjectNode) settings.at("/stages/dev/edge");
    edge.put("hostedZoneName", "g.io");
    for (String name : List.of("gameDomain", "assetsDomain", "opsDomain")) {
      edge.put(name, name.toLowerCase(Locale.ROOT) + ".g.io");
    }
    edge.put("apiDomain", "a".repeat(56) + ".g.io");

    assertThat(StageConfig.readAll(settings)).hasSize(3);
    edge.put("apiDomain", "a".repeat(57) + ".g.io");
    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessageContaining("edge.apiDomain")
        .hasMessageContaining("56 before the first dot");
  }

  /** Lambda guide, quotas: a new account's functions may have 3,008 MiB. */
  @Test
  void theProjectsFunctionsFitIntoANewAccount() throws IOException {
    for (StageConfig stage : StageConfig.readAll(settings())) {
      assertThat(stage.functions().values())
          .allMatch(size -> size.memoryMiB() <= 3008, stage.name() + ": at most 3008 MiB");
    }
  }

  @ParameterizedTest
  @CsvSource({"45, 1, true", "46, 1, false", "30, 2, true", "31, 2, false", "16, 5, false"})
  void aRankingHas90NodesAtMost(int shards, int replicas, boolean allowed) throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.at("/stages/dev/redis"))
        .put("shards", shards)
        .put("replicasPerShard", replicas);

    if (allowed) {
      assertThat(StageConfig.readAll(settings).getFirst().redis().shards()).isEqualTo(shards);
    } else {
      assertThatThrownBy(() -> StageConfig.readAll(settings))
          .hasMessage(
              "cdk.json: context.gamekeeper.stages.dev.redis: shards and their replicas are "
                  + shards * (1 + replicas)
                  + " nodes; ElastiCache allows 90 in one group");
    }
  }

  @Test
  void aNameOutsideItsZoneIsRefused() throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.at("/stages/dev/edge")).put("gameDomain", "game.elsewhere.example");

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessage(
            "cdk.json: context.gamekeeper.stages.dev.edge: game.elsewhere.example is"
                + " not below hostedZoneName gamekeeper.example");
  }

  @Test
  void twoEndPointsWithOneNameAreRefused() throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.at("/stages/dev/edge")).put("gameDomain", "api.dev.gamekeeper.example");

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessageEndingWith("must be four different names");
  }

  @Test
  void playersComeFromAnywhereUnlessCountriesAreNamed() throws IOException {
    JsonNode settings = settings();
    set(
        (ObjectNode) settings.at("/stages/staging"),
        "edge.countries.deny",
        JSON.readTree("[\"AQ\"]"));
    set(
        (ObjectNode) settings.at("/stages/prod"),
        "edge.countries.allow",
        JSON.readTree("[\"DE\",\"AT\"]"));

    assertThat(StageConfig.readAll(settings))
        .extracting(stage -> stage.edge().countries())
        .containsExactly(
            new Countries.Any(),
            new Countries.AllBut(List.of("AQ")),
            new Countries.Only(List.of("DE", "AT")));
  }

  @Test
  void storageThatCannotGrowIsRefused() throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.at("/stages/dev/database")).put("storageGiB", 95);

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessage(
            "cdk.json: context.gamekeeper.stages.dev.database: maxStorageGiB 100 must be at least"
                + " 10 % more than storageGiB 95, or storage cannot grow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "onDemand.max | 1 | onDemand.max: 1 is not allowed; allowed: an integer from 2 to 1000",
        "onDemand.min | 9 | onDemand: max 6 is less than min 9",
        "spot.min | 3 | spot: max 2 is less than min 3",
        "maxPlayersPerServer | 100 | : maxPlayersPerServer 100 must be more than playersPerServer"
            + " 100, or players are refused before servers are added",
        "maxPlayersPerServer | 8000 | : maxPlayersPerServer 8000 needs a heap of 2128 MiB, more"
            + " than half of the 2048 MiB that the smallest of instanceTypes has"
      })
  void aFleetThatCannotHoldItsPlayersIsRefused(String key, int value, String problem)
      throws IOException {
    JsonNode settings = settings();
    set((ObjectNode) settings.at("/stages/dev"), "fleet." + key, JSON.valueToTree(value));

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessage(
            "cdk.json: context.gamekeeper.stages.dev.fleet"
                + (problem.startsWith(":") ? problem : "." + problem));
  }

  @ParameterizedTest
  @CsvSource({"appleEnvironment, '\"Sandbox\"'", "googleTestPurchases, true"})
  void prodTakesNoPurchasesThatNobodyPaidFor(String key, String value) throws IOException {
    JsonNode settings = settings();
    set((ObjectNode) settings.at("/stages/prod"), "stores." + key, JSON.readTree(value));

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessageStartingWith("cdk.json: context.gamekeeper.stages.prod.stores: purchases that");
  }

  @Test
  void aMisspelledKeyIsNamedAndNotTheOneThatIsMissingForIt() throws IOException {
    JsonNode settings = settings();
    ObjectNode redis = (ObjectNode) settings.at("/stages/dev/redis");
    redis.set("shard", redis.remove("shards"));

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessageStartingWith(
            "cdk.json: context.gamekeeper.stages.dev.redis.shard: is not known; did you mean shards?");
  }

  @Test
  void aMissingStageIsRefused() throws IOException {
    JsonNode settings = settings();
    ((ObjectNode) settings.path("stages")).remove("staging");

    assertThatThrownBy(() -> StageConfig.readAll(settings))
        .hasMessageStartingWith("cdk.json: context.gamekeeper.stages.staging: is missing");
  }

  private static JsonNode settings() throws IOException {
    Path root = Path.of(System.getProperty("gamekeeper.root", ".."));
    return JSON.readTree(Files.readString(root.resolve("cdk.json"))).at("/context/gamekeeper");
  }

  private static void set(ObjectNode stage, String key, JsonNode value) {
    int dot = key.lastIndexOf('.');
    ObjectNode parent =
        dot < 0 ? stage : stage.withObject("/" + key.substring(0, dot).replace('.', '/'));
    parent.set(key.substring(dot + 1), value);
  }
}
