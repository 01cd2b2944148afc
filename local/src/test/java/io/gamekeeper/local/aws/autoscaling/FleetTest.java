package io.gamekeeper.local.aws.autoscaling;

import static io.gamekeeper.local.aws.autoscaling.FleetFixture.ON_DEMAND;
import static io.gamekeeper.local.aws.autoscaling.FleetFixture.SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.aws.autoscaling.FleetFixture.Variant;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.TargetHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose instances are real processes, by a clock that the test moves. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FleetTest {
  @TempDir Path root;
  private final List<FleetFixture> opened = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (FleetFixture fixture : opened) {
      fixture.close();
    }
  }

  private FleetFixture start(Variant variant) throws IOException {
    FleetFixture fixture = new FleetFixture(root, variant);
    opened.add(fixture);
    return fixture;
  }

  private FleetFixture inService(Variant variant) throws IOException {
    FleetFixture fixture = start(variant);
    fixture.passUntil(() -> fixture.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
    return fixture;
  }

  @Test
  void instancesAreSpreadOverTheZonesAndReplacedWhenTheyDieAndNothingIsLeftAtTheEnd()
      throws Exception {
    FleetFixture fleet = inService(Variant.USUAL);

    List<InstanceView> first = fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE);
    assertThat(first).extracting(InstanceView::zone).doesNotHaveDuplicates();
    assertThat(fleet.targets.registered).hasSize(2);
    assertThat(Files.readString(fleet.cache.resolve("aot/made"))).startsWith("cache");
    assertThat(fleet.logs.tail("servers", 100))
        .extracting(LogEvent::message)
        .contains("serving on " + first.getFirst().port());
    fleet.fleet.awaitReady(Duration.ofSeconds(1));

    String killed = first.getFirst().id();
    fleet.fleet.kill(killed);
    fleet.passUntil(() -> replaced(fleet, killed));

    assertThat(fleet.targets.registered).hasSize(2).doesNotContainKey(killed);
    assertThat(fleet.fleet.activities(ON_DEMAND))
        .extracting(Activity::cause)
        .anyMatch(cause -> cause.contains("in response to an EC2 health check"))
        .anyMatch(cause -> cause.endsWith("an unhealthy instance needing to be replaced."));
    assertThat(fleet.tasks)
        .contains(
            "checks of OnDemand",
            "boot of " + killed,
            "end of game-server.service on " + killed,
            "end of " + killed);

    Set<Long> pids = new HashSet<>();
    fleet.fleet.instances().forEach(instance -> pids.add(instance.pid().orElseThrow()));
    fleet.close();

    assertThat(pids)
        .allSatisfy(
            pid ->
                assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive))
                    .isNotEqualTo(java.util.Optional.of(true)));
    try (Stream<Path> left = Files.list(fleet.folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static boolean replaced(FleetFixture fleet, String gone) {
    List<String> serving = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);
    return serving.size() == 2
        && !serving.contains(gone)
        && fleet.fleet.instances().stream().noneMatch(instance -> instance.id().equals(gone));
  }

  @Test
  void aServerThatIsKilledIsStartedAgainOnItsInstance() throws Exception {
    FleetFixture fleet = inService(Variant.USUAL);
    InstanceView instance = fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst();

    fleet.fleet.killServer(instance.id());

    fleet.passUntil(
        () ->
            fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).stream()
                .anyMatch(
                    now ->
                        now.id().equals(instance.id())
                            && now.pid().isPresent()
                            && now.pid().getAsLong() != instance.pid().orElseThrow()));
    assertThat(fleet.errors.newest()).anyMatch(error -> error.message().contains("code 137"));
    // As systemd tells the commands before and after it.
    assertThat(fleet.logs.tail("servers", 100))
        .filteredOn(line -> line.stream().equals(instance.id()))
        .extracting(LogEvent::message)
        .contains("waiting for " + instance.pid().orElseThrow(), "ended with signal");
  }

  @Test
  void anInstanceThatFailsTheBalancersChecksIsReplacedAfterItsGracePeriod() throws Exception {
    FleetFixture fleet = inService(Variant.USUAL);
    String sick = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst();

    fleet.targets.registered.put(sick, TargetHealth.UNHEALTHY);
    fleet.passUntil(() -> replaced(fleet, sick));

    assertThat(fleet.fleet.activities(ON_DEMAND))
        .extracting(Activity::cause)
        .anyMatch(
            cause ->
                cause.endsWith(
                    "an instance was taken out of service in response to an ELB system health check"
                        + " failure."));
  }

  @Test
  void scalingInDrainsAnInstanceAndWaitsForItsHook() throws Exception {
    FleetFixture fleet = inService(Variant.STAY);
    fleet.fleet.scale(ON_DEMAND, 3);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);

    fleet.fleet.scale(ON_DEMAND, 2);
    fleet.passUntil(() -> !fleet.in(ON_DEMAND, LifecycleState.TERMINATING_WAIT).isEmpty());

    String leaving = fleet.ids(ON_DEMAND, LifecycleState.TERMINATING_WAIT).getFirst();
    assertThat(fleet.targets.registered).hasSize(2).doesNotContainKey(leaving);
    fleet.passUntil(
        () ->
            fleet.logs.tail("servers", 100).stream()
                .anyMatch(
                    line -> line.stream().equals(leaving) && line.message().startsWith("let")));
    assertThat(fleet.ids(ON_DEMAND, LifecycleState.TERMINATING_WAIT)).containsExactly(leaving);

    fleet.time.advance(Duration.ofMinutes(10));
    fleet.passUntil(() -> fleet.fleet.instances().size() == 2);
    assertThat(fleet.logs.tail("servers", 100))
        .filteredOn(line -> line.stream().equals(leaving))
        .extracting(LogEvent::message)
        .contains("ended with success");

    assertThatThrownBy(() -> fleet.fleet.scale(ON_DEMAND, 1))
        .isInstanceOf(StageException.class)
        .hasMessage("OnDemand takes 2 to 4 instances, not 1");
  }

  @Test
  void aLaunchThatNobodyAnnouncesIsAbandonedWhenTheHookTimesOutAndTriedAgainLater()
      throws Exception {
    FleetFixture fleet = start(Variant.UNANNOUNCED);
    List<String> first = fleet.ids(ON_DEMAND, LifecycleState.PENDING_WAIT);
    assertThat(first).hasSize(2);

    fleet.time.advance(Duration.ofSeconds(299));
    assertThat(fleet.ids(ON_DEMAND, LifecycleState.PENDING_WAIT)).isEqualTo(first);
    fleet.passUntil(
        () ->
            fleet.in(ON_DEMAND, LifecycleState.PENDING_WAIT).size() == 2
                && fleet.fleet.instances().size() == 2
                && !fleet.ids(ON_DEMAND, LifecycleState.PENDING_WAIT).contains(first.getFirst()));

    assertThat(fleet.fleet.activities(ON_DEMAND))
        .anyMatch(
            activity ->
                activity.status() == Activity.Status.FAILED
                    && activity.message().contains("Lifecycle hook ready timed out"));
    fleet.fleet.awaitReady(Duration.ofMillis(1));
    assertThat(fleet.errors.newest())
        .anyMatch(error -> error.message().contains("has not had its 2 instances in service"));
  }

  @Test
  void aReleaseWithAWrongChecksumAndAServerThatIsNeverReadyAreAbandonedAtOnce() throws Exception {
    FleetFixture corrupt = start(Variant.WRONG_CHECKSUM);
    String why = "install-release ended with code 1: the release has another checksum";
    corrupt.passUntil(() -> failed(corrupt, why));
    assertThat(corrupt.errors.newest()).anyMatch(error -> error.message().contains(why));
    corrupt.close();

    FleetFixture silent = start(Variant.SILENT);
    silent.passUntil(() -> failed(silent, "Completed with ABANDON Result"));
    assertThat(silent.in(ON_DEMAND, LifecycleState.IN_SERVICE)).isEmpty();
  }

  private static boolean failed(FleetFixture fleet, String why) {
    return fleet.fleet.activities(ON_DEMAND).stream()
        .anyMatch(
            activity ->
                activity.status() == Activity.Status.FAILED && activity.message().contains(why));
  }

  @Test
  void warmInstancesRunNoServerAreUsedFirstAndAreReplenished() throws Exception {
    FleetFixture fleet = inService(Variant.WARM);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).size() == 1);
    InstanceView warm = fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).getFirst();
    assertThat(warm.pid()).isEmpty();

    fleet.fleet.scale(ON_DEMAND, 3);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);

    assertThat(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE)).contains(warm.id());
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).size() == 1);
    assertThat(fleet.ids(ON_DEMAND, LifecycleState.WARMED_STOPPED)).doesNotContain(warm.id());
  }

  @Test
  void instancesThatTheGroupCanSpareGoBackToThePoolAndServeAgain() throws Exception {
    FleetFixture fleet = inService(Variant.REUSE);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).size() == 2);
    fleet.fleet.scale(ON_DEMAND, 4);
    // The pool has at least one, whatever the group has.
    fleet.passUntil(
        () ->
            fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 4
                && fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).size() == 1);
    List<String> all = fleet.fleet.instances().stream().map(InstanceView::id).toList();
    List<String> serving = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);

    fleet.fleet.scale(ON_DEMAND, 3);
    fleet.passUntil(() -> fleet.fleet.instances().size() == 4 && stopped(fleet).size() == 1);

    List<String> spared = new ArrayList<>(serving);
    spared.removeAll(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE));
    assertThat(spared).hasSize(1);
    assertThat(fleet.targets.registered).doesNotContainKey(spared.getFirst());
    // One of two that could stand in the pool goes, so that it is no larger than it should be.
    assertThat(all).containsAll(fleet.fleet.instances().stream().map(InstanceView::id).toList());
    assertThat(fleet.fleet.activities(ON_DEMAND))
        .extracting(Activity::description)
        .contains("Returning EC2 instance to warm pool: " + spared.getFirst())
        .doesNotContain("Terminating EC2 instance: " + spared.getFirst());

    fleet.fleet.scale(ON_DEMAND, 2);
    fleet.passUntil(() -> stopped(fleet).size() == 2);
    List<String> pool = fleet.ids(ON_DEMAND, LifecycleState.WARMED_STOPPED);
    assertThat(stopped(fleet)).allMatch(instance -> instance.pid().isEmpty());

    fleet.fleet.scale(ON_DEMAND, 4);
    fleet.passUntil(() -> fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).containsAll(pool));
    assertThat(fleet.targets.registered).containsKeys(pool.toArray(String[]::new));
  }

  private static List<InstanceView> stopped(FleetFixture fleet) {
    return fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED);
  }

  @Test
  void anInstanceThatGoesBackToThePoolLetsItsPlayersFinishAndWaitsForItsHook() throws Exception {
    FleetFixture fleet = inService(Variant.REUSE_LATE);
    fleet.passUntil(() -> stopped(fleet).size() == 2);
    fleet.fleet.scale(ON_DEMAND, 3);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);
    List<String> serving = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);

    fleet.fleet.scale(ON_DEMAND, 2);
    List<String> leaving = new ArrayList<>(serving);
    leaving.removeAll(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE));

    assertThat(fleet.ids(ON_DEMAND, LifecycleState.WARMED_PENDING_WAIT)).containsAll(leaving);
    assertThat(fleet.targets.registered).hasSize(2).doesNotContainKey(leaving.getFirst());
    fleet.passUntil(
        () ->
            fleet.logs.tail("servers", 100).stream()
                .anyMatch(
                    line ->
                        line.stream().equals(leaving.getFirst())
                            && line.message().startsWith("let")));
    assertThat(fleet.ids(ON_DEMAND, LifecycleState.WARMED_PENDING_WAIT)).containsAll(leaving);

    fleet.time.advance(Duration.ofMinutes(10));
    fleet.passUntil(() -> fleet.ids(ON_DEMAND, LifecycleState.WARMED_STOPPED).containsAll(leaving));
  }

  @Test
  void aRefreshEndsWhatStandsInThePoolAndWhatIsOnItsWayThere() throws Exception {
    FleetFixture fleet = inService(Variant.REUSE_LATE);
    fleet.passUntil(() -> stopped(fleet).size() == 2);
    fleet.fleet.scale(ON_DEMAND, 3);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);
    List<String> before = fleet.fleet.instances().stream().map(InstanceView::id).toList();
    fleet.fleet.scale(ON_DEMAND, 2);
    assertThat(fleet.in(ON_DEMAND, LifecycleState.WARMED_PENDING_WAIT)).isNotEmpty();

    Activity refresh = fleet.fleet.refresh(ON_DEMAND);
    fleet.passUntil(() -> onlyNewOnesServe(fleet, before));
    fleet.time.advance(Duration.ofMinutes(10)); // then nobody waits for the last of its players
    fleet.passUntil(
        () ->
            refresh.status() == Activity.Status.SUCCESSFUL
                && fleet.fleet.instances().stream().noneMatch(i -> before.contains(i.id())));
  }

  /** Tells whether only new instances serve, and none is starting. */
  private static boolean onlyNewOnesServe(FleetFixture fleet, List<String> old) {
    List<InstanceView> young =
        fleet.fleet.instances().stream().filter(i -> !old.contains(i.id())).toList();
    return young.stream()
            .allMatch(
                i ->
                    i.state() == LifecycleState.IN_SERVICE
                        || i.state() == LifecycleState.WARMED_STOPPED)
        && fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2
        && fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).stream().noneMatch(old::contains);
  }

  @Test
  void anInterruptedSpotInstanceIsReplacedBeforeItGoes() throws Exception {
    FleetFixture fleet = inService(Variant.USUAL);
    fleet.fleet.scale(SPOT, 1);
    fleet.passUntil(() -> fleet.in(SPOT, LifecycleState.IN_SERVICE).size() == 1);
    String interrupted = fleet.ids(SPOT, LifecycleState.IN_SERVICE).getFirst();
    String onDemand = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst();
    assertThatThrownBy(() -> fleet.fleet.interrupt(onDemand, Duration.ZERO))
        .hasMessage(onDemand + " is not a Spot instance");

    fleet.fleet.interrupt(interrupted, Duration.ofSeconds(60));

    assertThat(fleet.in(SPOT, LifecycleState.PENDING_WAIT)).hasSize(1);
    assertThat(fleet.ids(SPOT, LifecycleState.IN_SERVICE)).containsExactly(interrupted);
    fleet.passUntil(
        () ->
            fleet.in(SPOT, LifecycleState.IN_SERVICE).size() == 1
                && fleet.fleet.instances().stream().noneMatch(i -> i.id().equals(interrupted)));
    assertThat(fleet.fleet.activities(SPOT))
        .extracting(Activity::cause)
        .anyMatch(cause -> cause.contains("rebalance recommendation"));
  }

  @Test
  void aRefreshReplacesAllInstancesAndLosesNoCapacity() throws Exception {
    FleetFixture fleet = inService(Variant.USUAL);
    List<String> before = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);
    List<Integer> serving = new ArrayList<>();

    Activity refresh = fleet.fleet.refresh(ON_DEMAND);
    fleet.passUntil(
        () -> {
          serving.add(fleet.targets.registered.size());
          return refresh.status() == Activity.Status.SUCCESSFUL;
        });

    assertThat(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE))
        .hasSize(2)
        .doesNotContainAnyElementsOf(before);
    assertThat(serving).allMatch(count -> count >= 2);
  }
}
