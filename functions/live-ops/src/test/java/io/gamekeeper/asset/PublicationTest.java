package io.gamekeeper.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gamekeeper.asset.ReleasePlan.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicationTest {
  private static final Channel LIVE = new Channel("live");
  private static final TestKey KEY = new TestKey("key-1");
  private static final Location FRA = new Location("FRA", Optional.of("127.0.0.1:1"));
  private static final Location NRT = new Location("NRT", Optional.of("127.0.0.1:2"));

  @TempDir private Path temporary;
  private MemoryBucket bucket = new MemoryBucket();
  private final List<Duration> waits = new ArrayList<>();
  private int folders;

  private Publication publication() {
    return publication(bucket);
  }

  private Publication publication(Delivery delivery) {
    return new Publication(
        bucket,
        delivery,
        KEY,
        KEY.publicKey(),
        List.of(FRA, NRT),
        new Publication.Surroundings(
            () -> Instant.EPOCH, waits::add, new Random(1), progress -> {}, 1));
  }

  private AssetFolder folder(Map<String, String> files) {
    Path folder = temporary.resolve("folder-" + folders++);
    new TreeMap<>(files)
        .forEach(
            (path, content) -> {
              try {
                Path file = folder.resolve(path);
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    return AssetFolder.scan(folder, AssetLimits.DEFAULT);
  }

  private AssetFolder first() {
    return folder(Map.of("maps/forest.json", "trees", "sounds/wind.ogg", "whoo", "a.txt", "same"));
  }

  private AssetFolder second() {
    return folder(Map.of("maps/forest.json", "burnt", "sky.png", "blue", "a.txt", "same"));
  }

  private Optional<Manifest> published() {
    return bucket
        .current(LIVE)
        .map(current -> SignedManifest.verify(current.jws(), LIVE, KEY.publicKey()).manifest());
  }

  private static Map<String, Sha256> files(Manifest manifest) {
    Map<String, Sha256> files = new TreeMap<>();
    manifest.files().forEach(file -> files.put(file.path().value(), file.sha256()));
    return files;
  }

  private static Map<String, Sha256> files(AssetFolder folder) {
    Map<String, Sha256> files = new TreeMap<>();
    folder.assets().forEach(a -> files.put(a.file().path().value(), a.file().sha256()));
    return files;
  }

  /** What must hold whenever anybody looks. */
  private void assertThatWhatIsPublishedIsThereAndRight() {
    published()
        .ifPresent(
            manifest ->
                manifest
                    .files()
                    .forEach(
                        file -> {
                          assertThat(bucket.contents()).containsKey(file.sha256());
                          byte[] bytes = bucket.contents().getOrDefault(file.sha256(), new byte[0]);
                          assertThat(Sha256.of(bytes)).isEqualTo(file.sha256());
                          assertThat(bytes).hasSize((int) file.size());
                        }));
  }

  @Test
  void aReleaseUploadsOnlyWhatChangedAndWarmsEachLocation() throws Exception {
    publication().release(LIVE, first());

    Outcome outcome = publication().release(LIVE, second());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Published.class,
            published -> {
              assertThat(published.number()).isEqualTo(2);
              assertThat(published.plan().count(Change.NEW)).isEqualTo(1);
              assertThat(published.plan().count(Change.CHANGED)).isEqualTo(1);
              assertThat(published.plan().count(Change.UNCHANGED)).isEqualTo(1);
              assertThat(published.plan().count(Change.REMOVED)).isEqualTo(1);
              assertThat(published.uploaded()).isEqualTo(2);
              assertThat(published.sentBytes()).isEqualTo("burntblue".length());
              assertThat(published.warmings())
                  .containsExactly(
                      new Warming(FRA, 2, 0, 2, 2L * "burntblue".length()),
                      new Warming(NRT, 2, 0, 2, 2L * "burntblue".length()));
            });
    assertThatWhatIsPublishedIsThereAndRight();
  }

  @Test
  void theSameFilesAgainAreNoRelease() throws Exception {
    publication().release(LIVE, first());

    assertThat(publication().release(LIVE, first()))
        .isInstanceOf(Outcome.Unchanged.class)
        .extracting(Outcome::number)
        .isEqualTo(1L);
  }

  @Test
  void theSameFilesAgainGiveTheBucketBackWhatItLost() throws Exception {
    AssetFolder first = first();
    publication().release(LIVE, first);
    bucket.contents().remove(files(first).get("sounds/wind.ogg"));
    bucket.contents().put(files(first).get("a.txt"), new byte[1]);
    bucket.caches().clear();
    bucket.forget(LIVE, 1);

    assertThat(publication().release(LIVE, first))
        .isEqualTo(new Outcome.Unchanged(published().orElseThrow(), 2));

    assertThatWhatIsPublishedIsThereAndRight();
    assertThat(bucket.caches()).as("locations may remember that it was away").hasSize(4);
    assertThat(bucket.kept(LIVE, 1)).isPresent();
  }

  @Test
  void aRollbackBringsOldFilesUnderANewNumber() throws Exception {
    AssetFolder first = first();
    publication().release(LIVE, first);
    publication().release(LIVE, second());

    Outcome outcome = publication().rollback(LIVE, 1);

    assertThat(outcome.number()).isEqualTo(3);
    assertThat(files(published().orElseThrow())).isEqualTo(files(first));
    assertThat(publication().list(LIVE))
        .extracting(Release::number, Release::current)
        .containsExactly(tuple(3L, true), tuple(2L, false), tuple(1L, false));
  }

  @Test
  void aRollbackNeedsItsContents() throws Exception {
    AssetFolder first = first();
    publication().release(LIVE, first);
    publication().release(LIVE, second());
    bucket.contents().remove(files(first).get("sounds/wind.ogg"));

    assertThatThrownBy(() -> publication().rollback(LIVE, 1))
        .isInstanceOf(AssetException.class)
        .hasMessage(
            "the content of sounds/wind.ogg is no longer in the bucket: release the files from a"
                + " folder");
    assertThat(published().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void aRollbackToWhatNeverWasIsRefused() throws Exception {
    assertThatThrownBy(() -> publication().rollback(LIVE, 1))
        .hasMessage("there is no channel live: nothing has been released yet");
    publication().release(LIVE, first());
    publication().release(new Channel("beta"), first());
    assertThatThrownBy(() -> publication().rollback(new Channel("life"), 1))
        .hasMessage("there is no channel life: there are beta, live");
    assertThatThrownBy(() -> publication().list(new Channel("life")))
        .hasMessage("there is no channel life: there are beta, live");

    assertThatThrownBy(() -> publication().rollback(LIVE, 7))
        .hasMessage("the channel live has no release 7");
  }

  @Test
  void aContentThatIsDamagedInTheBucketIsReplaced() throws Exception {
    AssetFolder first = first();
    Sha256 wind = files(first).get("sounds/wind.ogg");
    bucket.contents().put(wind, "wham".getBytes(StandardCharsets.UTF_8));

    publication().release(LIVE, first);

    assertThatWhatIsPublishedIsThereAndRight();
    assertThat(published()).isPresent();
  }

  @Test
  void whatTheCdnGivesWrongIsNotPublished() throws Exception {
    AssetFolder first = first();
    Sha256 wind = files(first).get("sounds/wind.ogg");
    bucket.caches().put("NRT/" + wind, "wham".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> publication().release(LIVE, first))
        .isInstanceOf(AssetException.class)
        .hasMessageStartingWith("nothing is published: the location NRT gives 4 bytes")
        .hasMessageContaining("sounds/wind.ogg");
    assertThat(published()).isEmpty();
  }

  @Test
  void whatArrivesDamagedIsNotPublished() throws Exception {
    bucket.damage(bytes -> new byte[bytes.length]);

    assertThatThrownBy(() -> publication().release(LIVE, first()))
        .hasMessageContaining("did not arrive undamaged");

    assertThat(published()).isEmpty();
    assertThat(bucket.caches()).as("no cache has seen it").isEmpty();

    bucket.damage(bytes -> bytes);
    publication().release(LIVE, first());
    assertThatWhatIsPublishedIsThereAndRight();
  }

  @Test
  void aLocationThatIsLateIsAskedAgainWithGrowingPauses() throws Exception {
    int[] calls = {0};
    Delivery late =
        (location, content) ->
            calls[0]++ < 3
                ? new Delivery.Fetched(503, Delivery.Cache.MISS, 0, Sha256.of(new byte[0]), "")
                : bucket.fetch(location, content);

    publication(late).release(LIVE, folder(Map.of("a", "b")));

    assertThat(published()).isPresent();
    assertThat(waits).hasSize(3).isSorted();
  }

  @Test
  void aLocationThatStaysAwayEndsTheRelease() {
    Delivery away =
        (location, content) ->
            new Delivery.Fetched(
                0, Delivery.Cache.UNKNOWN, 0, Sha256.of(new byte[0]), "connection refused");

    assertThatThrownBy(() -> publication(away).release(LIVE, folder(Map.of("a", "b"))))
        .hasMessageStartingWith(
            "nothing is published: the location FRA gives no answer: connection refused for a (");
    assertThat(waits).hasSize(5);
  }

  @Test
  void aFullBucketPublishesNothingAndTheNextRunGoesOn() throws Exception {
    bucket.capacity("sametrees".length());

    assertThatThrownBy(() -> publication().release(LIVE, first())).hasMessage("the bucket is full");
    assertThat(published()).isEmpty();

    int there = bucket.contents().size();
    assertThat(there).isPositive();
    bucket.capacity(Long.MAX_VALUE);
    Outcome outcome = publication().release(LIVE, first());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Published.class,
            published -> assertThat(published.uploaded()).isEqualTo(3 - there));
  }

  @Test
  void ofTwoReleasesAtOnceExactlyOneWins() throws Exception {
    publication().release(LIVE, first());
    AssetFolder other = folder(Map.of("other", "one"));
    bucket.beforeReplace(
        () -> {
          bucket.beforeReplace(() -> {});
          try {
            publication().release(LIVE, other);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });

    assertThatThrownBy(() -> publication().release(LIVE, second()))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("somebody else released to the channel live meanwhile");

    assertThat(files(published().orElseThrow())).isEqualTo(files(other));
    assertThat(publication().release(LIVE, second()).number()).isEqualTo(3);
  }

  @Test
  void anAnswerThatIsLostAfterTheSwitchIsNoLoss() throws Exception {
    // The SDK repeats a put whose answer was lost; the repeat then finds its own work.
    AssetStore repeating = new RepeatingStore(bucket);
    Publication publication =
        new Publication(
            repeating,
            bucket,
            KEY,
            KEY.publicKey(),
            List.of(FRA),
            new Publication.Surroundings(
                () -> Instant.EPOCH, waits::add, new Random(1), progress -> {}, 1));

    assertThat(publication.release(LIVE, first())).isInstanceOf(Outcome.Published.class);
  }

  @Test
  void aManifestThatSomebodyElseSignedStopsEverything() throws Exception {
    bucket.replace(LIVE, Optional.empty(), new TestKey("key-1").signed(LIVE, 5, List.of()));

    assertThatThrownBy(() -> publication().release(LIVE, first()))
        .hasMessageContaining("the manifest's signature is wrong");
  }

  /**
   * Every call of a port fails or is the process's last, before or after its effect. Afterwards
   * players get the old release or the new one, whole, and the same command again completes it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereverAReleaseBreaksTheNextOneCompletesIt(boolean afterItsEffect) throws Exception {
    AssetFolder first = first();
    AssetFolder second = second();
    int steps = 0;
    for (RuntimeException failure :
        List.of(new AssetException("broken"), new IllegalStateException("killed"))) {
      for (int at = 0; ; at++) {
        bucket = new MemoryBucket();
        publication().release(LIVE, first);
        bucket.breakAt(at, afterItsEffect, failure);
        boolean broke = false;
        try {
          publication().release(LIVE, second);
        } catch (AssetException | IllegalStateException e) {
          broke = true;
          assertThat(e).hasMessageContaining(failure.getMessage());
        }
        boolean reached = bucket.steps() > at;
        bucket.breakAt(-1, false, failure);

        assertThatWhatIsPublishedIsThereAndRight();
        assertThat(files(published().orElseThrow())).isIn(files(first), files(second));

        Outcome again = publication().release(LIVE, second);
        assertThat(again.number()).as("step %d", at).isEqualTo(2);
        assertThat(files(published().orElseThrow())).isEqualTo(files(second));
        assertThatWhatIsPublishedIsThereAndRight();
        assertThat(publication().rollback(LIVE, 1).number()).isEqualTo(3);
        assertThat(files(published().orElseThrow())).isEqualTo(files(first));
        if (!reached) {
          assertThat(broke).isFalse();
          steps = at;
          break;
        }
      }
    }
    assertThat(steps).as("steps of a release").isGreaterThan(15);
  }
}
