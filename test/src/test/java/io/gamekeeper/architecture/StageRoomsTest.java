package io.gamekeeper.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The local stage has one room per AWS service, {@code io.gamekeeper.local.aws.<service>}. The
 * exceptions are listed with their reasons; a list may only become shorter, and one that names what
 * is no longer there fails too.
 */
final class StageRoomsTest {
  private static final String STAGE = "io.gamekeeper.local";
  private static final String ROOMS = STAGE + ".aws.";
  private static final JavaClasses LOCAL = Modules.classes("local");
  private static final Path SOURCES =
      Modules.ROOT.resolve("local/src/main/java/io/gamekeeper/local");

  /** What all rooms share. */
  private static final String[] SHARED =
      Stream.of(
              "time",
              "target",
              "service",
              "iam",
              "template",
              "http",
              "client",
              "observe",
              "file",
              "network",
              "process",
              "engine",
              "identity",
              "inbox",
              "lake")
          .map(name -> STAGE + "." + name + "..")
          .toArray(String[]::new);

  /** Rooms that know another, and why. */
  private static final Map<String, String> DOORS =
      Map.of(
          "lambda -> sqs", "an event source mapping takes batches off a queue, and deletes them",
          "rds -> secrets", "users and passwords of servers and proxies are the values of secrets");

  /** Who waits or makes threads without the agenda, and why. */
  private static final Map<String, String> WAITS =
      Map.ofEntries(
          Map.entry("StageOptions", "chooses what the agenda follows"),
          Map.entry("admin.AdminApi", "a thread per request to its socket"),
          Map.entry(
              "aws.autoscaling.machine.InstanceEndpoint", "a thread per request to its socket"),
          Map.entry("aws.autoscaling.machine.InstanceProcesses", "waits for the end of processes"),
          Map.entry("aws.autoscaling.machine.Unit", "waits for the start of a process"),
          Map.entry("aws.cloudformation.AnswerEndpoint", "a thread per request to its socket"),
          Map.entry("aws.elb.InstanceProxy", "copies a request's body to a socket"),
          Map.entry("aws.lambda.FunctionVersion", "a function's code runs on threads of its own"),
          Map.entry("aws.lambda.InstancePool", "a function's code runs on threads of its own"),
          Map.entry("aws.lambda.LambdaService", "a function's code runs on threads of its own"),
          Map.entry("aws.lambda.TimeLimits", "code takes the machine's time"),
          Map.entry("client.DatabaseProxies", "a driver asks for an executor"),
          Map.entry("engine.Background", "an engine starts beside the rest"),
          Map.entry("engine.EmbeddedDynamo", "the engine asks for an executor"),
          Map.entry("engine.MariaDbEngine", "waits for a process"),
          Map.entry("engine.RedisEngine", "waits for a process"),
          Map.entry("engine.Supervisor", "looks at processes"),
          Map.entry("http.Front", "a thread per connection"),
          Map.entry("http.TunnelConnection", "copies between sockets"),
          Map.entry("identity.TokenIssuer", "a key is made beside the rest of the start"),
          Map.entry("process.GuardedProcess", "copies a process's output and waits for its end"),
          Map.entry("template.Provisioner", "creates what does not depend on each other at once"));

  /** Services whose room is not called as their resource types are. */
  private static final Map<String, String> ROOM_OF =
      Map.of(
          "CDK", "cloudformation",
          "CertificateManager", "acm",
          "ElasticLoadBalancingV2", "elb",
          "KinesisFirehose", "firehose",
          "SecretsManager", "secrets",
          "WAFv2", "waf");

  /** Resource types that are named outside of their room, and why. */
  private static final Map<String, String> NAMED_ELSEWHERE =
      Map.of(
          "aws/autoscaling/LaunchTemplateType: AWS::EC2::LaunchTemplate",
          "only groups launch from it, and their instances carry out its user data",
          "aws/secrets/SecretTypes: AWS::RDS::DBInstance",
          "a value of the property TargetType",
          "aws/xray/ServiceKey: AWS::DynamoDB::Table",
          "X-Ray's name for a kind of service",
          "template/Provisioner: AWS::CloudFormation::CustomResource",
          "stands for all types of templates that begin with Custom::",
          "template/Resolver: AWS::EC2::Image::Id",
          "the type of a parameter, not of a resource");

  @Test
  void roomsAreFreeOfCycles() {
    slices().matching(ROOMS + "(*)..").should().beFreeOfCycles().check(LOCAL);
  }

  @Test
  void aRoomKnowsNoOther() {
    Set<String> doors = new TreeSet<>();
    for (JavaClass each : LOCAL) {
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String from = room(each);
        String to = room(dependency.getTargetClass());
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
          doors.add(from + " -> " + to);
        }
      }
    }

    assertThat(doors).isEqualTo(new TreeSet<>(DOORS.keySet()));
  }

  @Test
  void roomsKnowNothingOfWhatIsBuiltOnThem() {
    noClasses()
        .that()
        .resideInAPackage(STAGE + ".aws..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            STAGE,
            STAGE + ".admin..",
            STAGE + ".check..",
            STAGE + ".appstore..",
            STAGE + ".messenger..")
        .check(LOCAL);
  }

  @Test
  void whatRoomsShareKnowsNoRoom() {
    noClasses()
        .that()
        .resideInAnyPackage(SHARED)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STAGE + ".aws..")
        .check(LOCAL);
  }

  @Test
  void waitingAndSchedulingGoThroughTheAgenda() {
    SortedMap<String, Set<String>> waiting = new TreeMap<>();
    for (JavaClass each : LOCAL) {
      if (each.getPackageName().equals(STAGE + ".time")) {
        continue;
      }
      each.getAccessesFromSelf().stream()
          .filter(StageRoomsTest::waitsOrMakesThreads)
          .forEach(
              access ->
                  waiting
                      .computeIfAbsent(
                          Modules.outermost(each).getName().substring(STAGE.length() + 1),
                          _ -> new TreeSet<>())
                      .add(access.getTarget().getFullName()));
    }

    assertThat(waiting.keySet())
        .as("who waits without the agenda: %s", waiting)
        .isEqualTo(new TreeSet<>(WAITS.keySet()));
  }

  @Test
  void aResourceTypeIsNamedInItsRoomOnly() throws IOException {
    Set<String> elsewhere = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String place = SOURCES.relativize(file).toString().replace(".java", "");
        Pattern.compile("\"(AWS::(\\w+)::[\\w:]+)\"")
            .matcher(Files.readString(file))
            .results()
            .filter(type -> !place.startsWith("aws/" + room(type) + "/"))
            .map(type -> place + ": " + type.group(1))
            .forEach(elsewhere::add);
      }
    }

    assertThat(elsewhere).isEqualTo(new TreeSet<>(NAMED_ELSEWHERE.keySet()));
  }

  @Test
  void onlyTheStageListsServices() {
    noClasses()
        .that(
            describe(
                "are not the stage itself",
                each -> !Modules.outermost(each).getName().equals(STAGE + ".Stage")))
        .should()
        .callConstructorWhere(
            describe(
                "it makes a service",
                (JavaConstructorCall call) ->
                    call.getTargetOwner().isAssignableTo(STAGE + ".service.StageService")))
        .check(LOCAL);
  }

  private static boolean waitsOrMakesThreads(JavaAccess<?> access) {
    if (takesTimeUnit(access)) {
      return true;
    }
    String name = access.getTarget().getName();
    return switch (access.getTargetOwner().getName()) {
      case "java.lang.Thread" ->
          Set.of("<init>", "sleep", "ofVirtual", "ofPlatform", "startVirtualThread").contains(name);
      case "java.lang.Object" -> name.equals("wait");
      case "java.util.Timer",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor" ->
          name.equals("<init>");
      case "java.util.concurrent.Executors" -> true;
      case "java.util.concurrent.CompletableFuture" ->
          Set.of("runAsync", "supplyAsync", "delayedExecutor", "orTimeout", "completeOnTimeout")
              .contains(name);
      case "java.util.concurrent.locks.LockSupport" -> name.startsWith("park");
      case "java.util.concurrent.locks.Condition", "java.util.concurrent.CountDownLatch" ->
          name.startsWith("await");
      default -> false;
    };
  }

  private static boolean takesTimeUnit(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget called
        && called.getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(TimeUnit.class));
  }

  /** The room of a class; empty if it is in none. */
  private static String room(JavaClass each) {
    String name = each.getBaseComponentType().getPackageName();
    return name.startsWith(ROOMS) ? name.substring(ROOMS.length()).split("\\.", 2)[0] : "";
  }

  /** The room of a resource type. */
  private static String room(MatchResult type) {
    return ROOM_OF.getOrDefault(type.group(2), type.group(2).toLowerCase(Locale.ROOT));
  }
}
