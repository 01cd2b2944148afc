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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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

  /** What the game would read. */
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

  @Test
  void twoUpdatesOfOneFolderDoNotMeet() throws Exception {
    offer(1, FIRST);
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();

      assertThatThrownBy(() -> client().update())
          .hasMessage("another process updates the folder " + folder);
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
          .containsExactly("current", "lock", "manifests", "objects", "partial", "releases");
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
