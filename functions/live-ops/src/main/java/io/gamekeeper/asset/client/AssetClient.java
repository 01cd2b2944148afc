package io.gamekeeper.asset.client;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Manifest;
import io.gamekeeper.asset.ManifestKey;
import io.gamekeeper.asset.SignedManifest;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder at a channel's newest release. In the folder:
 *
 * <pre>
 * gamekeeper-assets.lock   says that the folder is a client's, and keeps a second one away
 * current                  the number of the release to play; replaced in one step
 * releases/NUMBER/         its files
 * manifests/NUMBER         what it consists of, signed
 * objects/SHA256           its contents, each verified; the files are second names of them
 * partial/SHA256           contents on their way
 * </pre>
 *
 * A game reads {@code current} once at its start. Whenever the process is killed, {@code current}
 * names a release that is there as a whole, and the next update goes on from what it finds. What
 * somebody deletes or changes in the folder is put right by the next update. A folder with other
 * contents that is not a client's is refused; files in a client's folder that are not the client's
 * stay there.
 */
public final class AssetClient {
  private final GameFolder folder;
  private final Path root;
  private final Channel channel;
  private final ManifestKey key;
  private final ReleaseSource source;
  private final Waiting waiting;
  private final Disk disk;

  /**
   * Creates a client of one folder.
   *
   * @param root the folder, which is created if it is not there
   * @param key the key that is built into the game, because everything else may be forged
   */
  public AssetClient(
      Path root, Channel channel, ManifestKey key, ReleaseSource source, Waiting waiting) {
    this(root, channel, key, source, waiting, new FileDisk());
  }

  AssetClient(
      Path root,
      Channel channel,
      ManifestKey key,
      ReleaseSource source,
      Waiting waiting,
      Disk disk) {
    this.folder = new GameFolder(root, disk);
    this.root = root;
    this.channel = channel;
    this.key = key;
    this.source = source;
    this.waiting = waiting;
    this.disk = disk;
  }

  /** What is installed in the folder. */
  private record Installed(long number, Optional<SignedManifest> signed) {}

  /** Returns where the files of the release to play are; empty if there is none yet. */
  public Optional<Path> current() {
    try {
      long number = number();
      return number == 0 ? Optional.empty() : Optional.of(folder.release(number));
    } catch (IOException e) {
      throw new AssetException("the folder " + root + " cannot be read: " + e, e);
    }
  }

  /** Brings the folder to the channel's release, after a quick check of what is there. */
  public Update update() throws InterruptedException {
    return update(Check.QUICK);
  }

  /**
   * Brings the folder to the channel's release.
   *
   * @throws AssetException if that is impossible now; the folder has what it had
   */
  public Update update(Check check) throws InterruptedException {
    try {
      refuseAnothersFolder();
      SignedManifest offered = offered();
      refuseNamesThatCannotBe(offered.manifest());
      disk.createFolder(root);
      try (FileChannel file =
              FileChannel.open(folder.mark(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          @Nullable FileLock lock = lock(file)) {
        if (lock == null) {
          throw new AssetException("another process is updating the folder " + root);
        }
        return updateAlone(offered, check);
      }
    } catch (IOException e) {
      // A class's name says something about files, and nothing about what a source answered.
      String reason = e instanceof FileSystemException ? e.toString() : e.getMessage();
      throw new AssetException("the update of " + root + " stopped: " + reason, e);
    }
  }

  /** Refuses a folder that belongs to somebody else, before anything is written. */
  private void refuseAnothersFolder() throws IOException {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new AssetException(root + " is not a folder");
    }
    if (!Files.exists(folder.mark()) && !folder.isEmpty() && !hasSignedRelease()) {
      throw new AssetException(
          "the folder "
              + root
              + " holds files that were not fetched: name a new or an empty folder");
    }
  }

  /**
   * Returns whether the folder has a signed release, which a client's folder has even if its mark
   * was removed.
   */
  private boolean hasSignedRelease() throws IOException {
    try {
      return installed().signed().isPresent();
    } catch (AssetException e) {
      return false;
    }
  }

  private void refuseNamesThatCannotBe(Manifest manifest) {
    for (AssetFile file : manifest.files()) {
      var _ = target(folder.release(manifest.number()), file);
    }
  }

  private static Path target(Path release, AssetFile file) {
    try {
      return release.resolve(file.path().value());
    } catch (InvalidPathException e) {
      throw new AssetException(
          "this process cannot name the file "
              + file.path()
              + ": start it with a UTF-8 locale, for instance LC_ALL=C.UTF-8",
          e);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // somebody in this very process has it
    }
  }

  private Update updateAlone(SignedManifest offered, Check check)
      throws IOException, InterruptedException {
    Manifest manifest = offered.manifest();
    long number = manifest.number();
    Installed installed = installed();
    if (number < installed.number()) {
      return new Update.Older(installed.number(), number);
    }
    boolean isThere = number == installed.number() && installed.signed().isPresent();
    if (isThere
        && !installed.signed().map(SignedManifest::jws).equals(Optional.of(offered.jws()))) {
      throw new AssetException("the release " + number + " is another one than before");
    }
    folder.create();
    folder.removeReleasesBut(installed.number(), this::filesOf);
    Fetching fetching = new Fetching(folder, disk, source, waiting, check);
    for (AssetFile content : manifest.contents().values()) {
      fetching.bringHere(content);
    }
    int placed = isThere ? place(folder.release(number), manifest, check) : install(offered, check);
    folder.removeReleasesBut(number, this::filesOf);
    folder.removeContentsBut(manifest.contents().keySet());
    if (!isThere) {
      return new Update.Updated(
          installed.number(),
          number,
          manifest.files().size(),
          fetching.contents(),
          fetching.bytes(),
          Math.max(0, manifest.bytes() - fetching.bytes()));
    }
    return placed == 0 && fetching.contents() == 0
        ? new Update.UpToDate(number)
        : new Update.Repaired(number, placed, fetching.contents(), fetching.bytes());
  }

  private SignedManifest offered() throws InterruptedException, IOException {
    try {
      return SignedManifest.verify(source.manifest(channel), channel, key);
    } catch (IllegalArgumentException e) {
      throw new AssetException("the offered release is refused: " + e.getMessage(), e);
    }
  }

  /**
   * Returns what is installed; a number without a manifest if the release is damaged: then nothing
   * older may replace it.
   */
  private Installed installed() throws IOException {
    long number = number();
    if (number == 0
        || !Files.isRegularFile(folder.manifest(number))
        || !Files.isDirectory(folder.release(number))) {
      return new Installed(number, Optional.empty());
    }
    try {
      SignedManifest signed = kept(number);
      return new Installed(
          number, signed.manifest().number() == number ? Optional.of(signed) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new AssetException(
          "the folder " + root + " is not of this channel and key: " + e.getMessage(), e);
    }
  }

  private SignedManifest kept(long number) throws IOException {
    return SignedManifest.verify(Files.readString(folder.manifest(number)), channel, key);
  }

  /** Returns the paths of a release's files; none if its manifest is lost. */
  private Set<String> filesOf(long number) {
    try {
      return kept(number).manifest().files().stream()
          .map(file -> file.path().value())
          .collect(Collectors.toSet());
    } catch (IOException | IllegalArgumentException e) {
      return Set.of();
    }
  }

  private long number() throws IOException {
    if (!Files.exists(folder.pointer())) {
      return 0;
    }
    String text = Files.readString(folder.pointer());
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new AssetException(
          folder.pointer() + " does not hold a number: remove this file and fetch again");
    }
    return Long.parseLong(text);
  }

  /**
   * Puts the release together beside the one that is played, then switches. Its manifest comes
   * first, so that after an interruption it is known which files belong to the release.
   */
  private int install(SignedManifest signed, Check check) throws IOException {
    long number = signed.manifest().number();
    Path release = folder.release(number);
    write(folder.manifest(number), signed.jws());
    int placed;
    // Left behind by an update that was killed, or damaged: nobody plays it.
    if (Files.isDirectory(release)) {
      placed = place(release, signed.manifest(), check);
    } else {
      Path unfinished = GameFolder.unfinished(release);
      disk.createFolder(unfinished);
      placed = place(unfinished, signed.manifest(), check);
      disk.move(unfinished, release);
    }
    write(folder.pointer(), Long.toString(number));
    return placed;
  }

  private void write(Path file, String text) throws IOException {
    Path unfinished = GameFolder.unfinished(file);
    disk.write(unfinished, text);
    disk.move(unfinished, file);
  }

  /**
   * Gives a release's files their names, except those that are there and right; returns how many it
   * placed.
   */
  private int place(Path release, Manifest manifest, Check check) throws IOException {
    int placed = 0;
    for (AssetFile file : manifest.files()) {
      Path target = target(release, file);
      if (check.isRight(target, file, disk)) {
        continue;
      }
      Path object = folder.object(file.sha256());
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Path second = folder.partial(file.sha256());
        disk.delete(second);
        disk.link(object, second);
        disk.move(second, target);
      } else {
        disk.createFolder(Objects.requireNonNull(target.getParent()));
        disk.link(object, target);
      }
      placed++;
    }
    return placed;
  }
}
