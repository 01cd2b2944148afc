package io.gamekeeper.asset.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.AssetPath;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.TestKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AssetClientTest {
  private static final Channel LIVE = new Channel("live");
  private static final TestKey KEY = new TestKey("key-1");
  private static final Map<String, String> FIRST =
      Map.of("maps/forest.json", "trees", "maps/deep/a.txt", "same", "wind.ogg", "whoo");
  private static final Map<String, String> SECOND =
      Map.of("maps/forest.json", "burnt", "maps/deep/a.txt", "same", "b.txt", "same", "c", "");

  @TempDir private Path folder;
  private final MemorySource source = new MemorySource();
  private final List<Duration> waits = new ArrayList<>();

  private AssetClient client() {
    return client(new FileDisk());
  }

  private AssetClient client(Disk disk) {
    return new AssetClient(folder, LIVE, KEY.publicKey(), source, waits::add, disk);
  }

  private void offer(long number, Map<String, String> files) {
    source.manifest = KEY.signed(LIVE, number, files(files));
  }

  private List<AssetFile> files(Map<String, String> files) {
    List<AssetFile> list = new ArrayList<>();
    new TreeMap<>(files)
        .forEach(
            (path, text) -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              Sha256 content = Sha256.of(bytes);
              source.contents.put(content, bytes);
              list.add(
                  new AssetFile(
                      new AssetPath(path), content, bytes.length, "application/octet-stream"));
            });
    return list;
  }

  /** Returns what the game would read. */
  private Map<String, String> played() {
    Path current = client().current().orElseThrow();
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> below = Files.walk(current)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        files.put(current.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private List<String> entries(String name) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(name))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theFirstUpdateFetchesEverythingOnce() throws Exception {
    offer(3, SECOND);

    Update update = client().update();

    assertThat(update)
        .isEqualTo(new Update.Updated(0, 3, 4, 3, "burntsame".length(), "same".length()));
    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void theNextUpdateFetchesOnlyWhatIsNewAndRemovesTheOld() throws Exception {
    offer(1, FIRST);
    client().update();
    offer(2, SECOND);
    long before = source.bytes;

    Update update = client().update();

    assertThat(update)
        .isEqualTo(new Update.Updated(1, 2, 4, 2, "burnt".length(), "samesame".length()));
    assertThat(source.bytes - before).isEqualTo("burnt".length());
    assertThat(played()).isEqualTo(SECOND);
    assertThat(entries("releases")).containsExactly("2");
    assertThat(entries("manifests")).containsExactly("2");
    assertThat(entries("objects")).hasSize(3);
    assertThat(entries("partial")).isEmpty();
  }

  @Test
  void theSameReleaseAgainCostsNothing() throws Exception {
    offer(1, FIRST);
    client().update();
    int before = source.requests;

    assertThat(client().update()).isEqualTo(new Update.UpToDate(1));
    assertThat(source.requests).isEqualTo(before);
  }

  @Test
  void anOlderReleaseIsNotInstalled() throws Exception {
    offer(2, SECOND);
    client().update();
    offer(1, FIRST);

    assertThat(client().update()).isEqualTo(new Update.Older(2, 1));
    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void twoReleasesWithOneNumberAreRefused() throws Exception {
    offer(2, SECOND);
    client().update();
    offer(2, FIRST);

    assertThatThrownBy(() -> client().update())
        .hasMessage("the release 2 is another one than before");
    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void whatAnotherKeyHasSignedIsRefused() throws Exception {
    offer(1, FIRST);
    client().update();
    source.manifest = new TestKey("key-1").signed(LIVE, 2, files(SECOND));

    assertThatThrownBy(() -> client().update())
        .hasMessage("the offered release is refused: the manifest's signature is wrong");
    source.manifest = KEY.signed(new Channel("beta"), 2, files(SECOND));
    assertThatThrownBy(() -> client().update())
        .hasMessageContaining("the manifest is the channel beta's, not live's");
    assertThat(played()).isEqualTo(FIRST);
  }

  @Test
  void aBrokenConnectionGoesOnWhereItStopped() throws Exception {
    offer(1, Map.of("big", "0123456789"));
    source.patience = 4;

    assertThat(client().update()).isEqualTo(new Update.Updated(0, 1, 1, 1, 10, 0));
    assertThat(source.bytes).as("no byte twice").isEqualTo(10);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aBrokenUpdateGoesOnInTheNextProcess() throws Exception {
    offer(1, Map.of("big", "0123456789"));
    source.patience = 2;

    assertThatThrownBy(() -> client().update()).hasMessageContaining("the connection broke");
    source.patience = Integer.MAX_VALUE;
    Update update = client().update();

    assertThat(update).isEqualTo(new Update.Updated(0, 1, 1, 1, 2, 8));
    assertThat(source.bytes).isEqualTo(10);
    assertThat(played()).containsEntry("big", "0123456789");
  }

  @Test
  void aSourceWithoutRangesStartsFromTheBeginning() throws Exception {
    offer(1, Map.of("big", "0123456789"));
    source.ranges = false;
    source.patience = 7;
    assertThatThrownBy(() -> client().update()).isInstanceOf(AssetException.class);
    source.patience = Integer.MAX_VALUE;

    client().update();

    assertThat(played()).containsEntry("big", "0123456789");
  }

  @Test
  void wrongBytesAreNeverInstalled() throws Exception {
    offer(1, FIRST);
    client().update();
    offer(2, SECOND);
    source.contents.put(
        Sha256.of("burnt".getBytes(StandardCharsets.UTF_8)),
        "wrong".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> client().update())
        .hasMessage("the source gives other bytes than the release names for maps/forest.json");
    assertThat(played()).isEqualTo(FIRST);
  }

  @Test
  void tooManyBytesAreNotTaken() throws Exception {
    offer(1, Map.of("a", "abc"));
    source.contents.put(Sha256.of("abc".getBytes(StandardCharsets.UTF_8)), new byte[1 << 20]);

    assertThatThrownBy(() -> client().update()).hasMessageContaining("other bytes");
    assertThat(source.bytes).isEqualTo(4 * 3);
  }

  @Test
  void aReleaseThatIsDamagedOnDiskIsInstalledAgain() throws Exception {
    offer(1, FIRST);
    client().update();
    Files.delete(folder.resolve("manifests/1"));
    Files.delete(folder.resolve("releases/1/wind.ogg"));

    assertThat(client().update()).isInstanceOf(Update.Updated.class);
    assertThat(played()).isEqualTo(FIRST);
  }

  /** Returns one line for each file in the folder, links resolved: what must not change. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path file : below.toList()) {
        files.put(
            folder.relativize(file).toString(),
            Files.isDirectory(file) ? "a folder" : Files.readString(file));
      }
    }
    return files;
  }

  private void put(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.txt",
        "current",
        "manifests/a.yaml",
        "manifests/1",
        "releases/1/a.txt",
        "objects/a.txt",
        "partial/a.txt",
        ".hidden"
      })
  void aFolderThatIsNoClientsIsRefusedAndStaysAsItWas(String path) throws Exception {
    put(path, "mine");
    Map<String, String> before = everything();
    offer(1, FIRST);

    assertThatThrownBy(() -> client().update())
        .isInstanceOf(AssetException.class)
        .hasMessage(
            "the folder "
                + folder
                + " holds files that were not fetched: name a new or an empty folder");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aFileInTheFoldersPlaceIsRefused() throws Exception {
    put("file", "mine");

    assertThatThrownBy(
            () ->
                new AssetClient(folder.resolve("file"), LIVE, KEY.publicKey(), source, waits::add)
                    .update())
        .hasMessage(folder.resolve("file") + " is not a folder");
  }

  @Test
  void anUpdateThatIsOfferedNothingWritesNothing() throws Exception {
    source.manifest = "x";
    folder = folder.resolve("absent");

    assertThatThrownBy(() -> client().update()).hasMessageContaining("is refused");
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatSomebodyPutIntoAClientsFolderStays() throws Exception {
    offer(1, FIRST);
    client().update();
    Map<String, String> foreign = new TreeMap<>();
    for (String place :
        List.of(
            "",
            "releases/",
            "releases/1/",
            "releases/1/maps/",
            "manifests/",
            "objects/",
            "partial/")) {
      for (String name : List.of("mine.txt", "2x", "0", "a".repeat(63), ".unfinished")) {
        foreign.put(place + name, "mine");
        put(place + name, "mine");
      }
    }
    Files.createDirectories(folder.resolve("objects").resolve("b".repeat(64)));
    put("objects/" + "b".repeat(64) + "/mine", "mine");
    offer(2, SECOND);

    client().update();

    assertThat(played()).isEqualTo(SECOND);
    assertThat(everything()).containsAllEntriesOf(foreign);
    assertThat(folder.resolve("objects").resolve("b".repeat(64)).resolve("mine")).exists();
    assertThat(folder.resolve("releases/1/wind.ogg")).doesNotExist();
    assertThat(folder.resolve("releases/1/maps/deep")).doesNotExist();
  }

  @Test
  void aLinkInAClientsFolderIsNotFollowed(@TempDir Path elsewhere) throws Exception {
    offer(1, FIRST);
    client().update();
    Files.writeString(elsewhere.resolve("a.txt"), "mine");
    Files.delete(folder.resolve("releases/1/maps/deep/a.txt"));
    Files.delete(folder.resolve("releases/1/maps/deep"));
    Files.createSymbolicLink(folder.resolve("releases/1/maps/deep"), elsewhere);
    offer(2, SECOND);

    client().update();

    assertThat(elsewhere.resolve("a.txt")).hasContent("mine");
  }

  @Test
  void aClientsFolderWithoutItsMarkIsKnownByItsSignedRelease() throws Exception {
    offer(1, FIRST);
    client().update();
    Files.delete(folder.resolve("gamekeeper-assets.lock"));
    offer(2, SECOND);

    assertThat(client().update()).isInstanceOf(Update.Updated.class);
    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void aFileThatWasDeletedComesBackWithoutTheNetwork() throws Exception {
    offer(1, FIRST);
    client().update();
    Files.delete(folder.resolve("releases/1/wind.ogg"));
    Files.delete(folder.resolve("releases/1/maps/deep/a.txt"));
    Files.delete(folder.resolve("releases/1/maps/deep"));

    assertThat(client().update()).isEqualTo(new Update.Repaired(1, 2, 0, 0));
    assertThat(played()).isEqualTo(FIRST);
    assertThat(client().update()).isEqualTo(new Update.UpToDate(1));
  }

  @Test
  void aContentThatWasDeletedIsFetchedAgain() throws Exception {
    offer(1, FIRST);
    client().update();
    Files.delete(folder.resolve("objects/" + hash("whoo")));

    assertThat(client().update()).isEqualTo(new Update.Repaired(1, 0, 1, "whoo".length()));
    assertThat(client().update()).isEqualTo(new Update.UpToDate(1));
  }

  /** A change in place is one of every name that the file has: contents, and both files. */
  @Test
  void aFileThatWasChangedInPlaceIsPutRightWhereverItsContentIs() throws Exception {
    offer(1, SECOND);
    client().update();
    put("releases/1/b.txt", "SAME");
    assertThat(folder.resolve("releases/1/maps/deep/a.txt")).hasContent("SAME");

    assertThat(client().update()).isEqualTo(new Update.Repaired(1, 2, 1, "same".length()));
    assertThat(played()).isEqualTo(SECOND);
    assertThat(folder.resolve("objects/" + hash("same"))).hasContent("same");
  }

  @Test
  void aChangeInPlaceIsNotCarriedIntoTheNextRelease() throws Exception {
    offer(1, FIRST);
    client().update();
    put("releases/1/maps/deep/a.txt", "SAME");
    offer(2, SECOND);

    client().update();

    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void aFileThatWasOnlyTouchedIsHashedOnceAndKept() throws Exception {
    offer(1, FIRST);
    client().update();
    Path touched = folder.resolve("releases/1/wind.ogg");
    Files.setLastModifiedTime(touched, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

    assertThat(client().update()).isEqualTo(new Update.UpToDate(1));
    assertThat(Files.getLastModifiedTime(touched)).isEqualTo(Disk.CHECKED);
  }

  @Test
  void aChangeThatHidesIsFoundByAThoroughCheck() throws Exception {
    offer(1, FIRST);
    client().update();
    put("releases/1/wind.ogg", "WHOO");
    Files.setLastModifiedTime(folder.resolve("releases/1/wind.ogg"), Disk.CHECKED);

    assertThat(client().update()).isEqualTo(new Update.UpToDate(1));
    assertThat(client().update(Check.THOROUGH)).isEqualTo(new Update.Repaired(1, 1, 1, 4));
    assertThat(played()).isEqualTo(FIRST);
  }

  private static Sha256 hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file system that has copies only, of one kind or another. */
  @ParameterizedTest
  @ValueSource(strings = {"Operation not permitted", "Too many links", "unsupported"})
  void whereNoFileHasTwoNamesItIsCopied(String reason) throws Exception {
    Disk copying =
        new FileDisk(
            (second, file) -> {
              if (reason.equals("unsupported")) {
                throw new UnsupportedOperationException(reason);
              }
              throw new FileSystemException(second.toString(), file.toString(), reason);
            });
    offer(1, FIRST);
    client(copying).update();
    offer(2, SECOND);

    assertThat(client(copying).update()).isInstanceOf(Update.Updated.class);
    assertThat(played()).isEqualTo(SECOND);
    put("releases/2/b.txt", "SAME");
    assertThat(client(copying).update()).isEqualTo(new Update.Repaired(2, 1, 0, 0));
    assertThat(played()).isEqualTo(SECOND);
  }

  @Test
  void twoUpdatesOfOneFolderDoNotMeet() throws Exception {
    offer(1, FIRST);
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("gamekeeper-assets.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();

      assertThatThrownBy(() -> client().update())
          .hasMessage("another process is updating the folder " + folder);
    }
    assertThat(client().update()).isInstanceOf(Update.Updated.class);
  }

  /**
   * The process is killed at every step that changes the disk. Whatever the game then starts with
   * is the old release or the new one, whole; the next update completes it and leaves nothing over.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereverAnUpdateIsKilledTheGameStartsAndTheNextUpdateCompletesIt(boolean afterItsEffect)
      throws Exception {
    Path home = folder;
    int deaths = 0;
    for (boolean reached = true; reached; deaths++) {
      folder = Files.createDirectory(home.resolve("" + deaths));
      offer(1, FIRST);
      client().update();
      offer(2, SECOND);
      DyingDisk disk = new DyingDisk(deaths, afterItsEffect);
      try {
        client(disk).update();
      } catch (DyingDisk.Killed e) {
        assertThat(disk.reached()).isTrue();
      }
      reached = disk.reached();

      assertThat(played()).as("step %d", deaths).isIn(FIRST, SECOND);
      client().update();
      assertThat(played()).as("step %d", deaths).isEqualTo(SECOND);
      assertThat(entries("releases")).containsExactly("2");
      assertThat(entries("manifests")).containsExactly("2");
      assertThat(entries("objects")).hasSize(3);
      assertThat(entries("partial")).isEmpty();
      assertThat(entries(""))
          .containsExactly(
              "current", "gamekeeper-assets.lock", "manifests", "objects", "partial", "releases");
    }
    assertThat(deaths).as("steps of an update").isGreaterThan(30);
    folder = home;
  }

  @Test
  void aFullDiskLeavesWhatWasPlayed() throws Exception {
    offer(1, FIRST);
    client().update();
    offer(2, SECOND);
    Disk full =
        new Disk() {
          private final Disk disk = new FileDisk();

          @Override
          public void createFolder(Path path) throws IOException {
            disk.createFolder(path);
          }

          @Override
          public OutputStream append(Path file) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void write(Path file, String text) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void link(Path file, Path second) throws IOException {
            disk.link(file, second);
          }

          @Override
          public void markChecked(Path file) {
            disk.markChecked(file);
          }

          @Override
          public void move(Path from, Path to) throws IOException {
            disk.move(from, to);
          }

          @Override
          public void delete(Path path) throws IOException {
            disk.delete(path);
          }
        };

    assertThatThrownBy(() -> client(full).update())
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("No space left on device");
    assertThat(played()).isEqualTo(FIRST);
  }
}
