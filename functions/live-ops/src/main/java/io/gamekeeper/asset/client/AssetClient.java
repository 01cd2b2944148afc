package io.gamekeeper.asset.client;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Manifest;
import io.gamekeeper.asset.ManifestKey;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.SignedManifest;
import io.gamekeeper.platform.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder at a channel's newest release. In the folder:
 *
 * <pre>
 * current            the number of the release to play; replaced in one step
 * releases/NUMBER/   its files
 * manifests/NUMBER   what it consists of, signed
 * objects/SHA256     its contents, each verified; the files are second names of them
 * partial/SHA256     contents on their way
 * </pre>
 *
 * A game reads {@code current} once at its start. Whenever the process is killed, {@code current}
 * names a release that is there as a whole, and the next update goes on from what it finds.
 */
public final class AssetClient {
  private static final int ATTEMPTS = 4;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final int BUFFER = 1 << 16;
  private static final String UNFINISHED = ".unfinished";

  private final Path folder;
  private final Channel channel;
  private final ManifestKey key;
  private final ReleaseSource source;
  private final Waiting waiting;
  private final Disk disk;

  /**
   * A client of one folder.
   *
   * @param folder made if it is not there
   * @param key built into the game, as everything else may be forged
   */
  public AssetClient(
      Path folder, Channel channel, ManifestKey key, ReleaseSource source, Waiting waiting) {
    this(folder, channel, key, source, waiting, new FileDisk());
  }

  AssetClient(
      Path folder,
      Channel channel,
      ManifestKey key,
      ReleaseSource source,
      Waiting waiting,
      Disk disk) {
    this.folder = folder;
    this.channel = channel;
    this.key = key;
    this.source = source;
    this.waiting = waiting;
    this.disk = disk;
  }

  /** What the folder has. */
  private record Installed(long number, Optional<SignedManifest> signed) {}

  /** Where the files of the release to play are; nothing if there is none yet. */
  public Optional<Path> current() {
    try {
      long number = number();
      return number == 0 ? Optional.empty() : Optional.of(releases().resolve("" + number));
    } catch (IOException e) {
      throw new AssetException("the folder " + folder + " cannot be read: " + e, e);
    }
  }

  /**
   * Brings the folder to the channel's release.
   *
   * @throws AssetException if that is impossible now; the folder has what it had
   */
  public Update update() throws InterruptedException {
    try {
      disk.createFolder(folder);
      try (FileChannel file =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          @Nullable FileLock lock = lock(file)) {
        if (lock == null) {
          throw new AssetException("another process updates the folder " + folder);
        }
        return updateAlone();
      }
    } catch (IOException e) {
      throw new AssetException("the update of " + folder + " stopped: " + e, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // somebody in this very process has it
    }
  }

  private Update updateAlone() throws IOException, InterruptedException {
    for (Path part : List.of(releases(), manifests(), objects(), partial())) {
      disk.createFolder(part);
    }
    Installed installed = installed();
    removeOthers(installed.number());
    SignedManifest offered = offered();
    long number = offered.manifest().number();
    if (number < installed.number()) {
      return new Update.Older(installed.number(), number);
    }
    if (number == installed.number() && installed.signed().isPresent()) {
      if (!installed.signed().get().jws().equals(offered.jws())) {
        throw new AssetException("the release " + number + " is another one than before");
      }
      removeUnneeded(offered.manifest());
      return new Update.UpToDate(number);
    }
    Fetching fetching = new Fetching();
    for (AssetFile content : offered.manifest().contents().values()) {
      fetching.bringHere(content);
    }
    build(offered);
    Path next = folder.resolve("current" + UNFINISHED);
    disk.write(next, Long.toString(number));
    disk.move(next, pointer());
    removeOthers(number);
    removeUnneeded(offered.manifest());
    return new Update.Updated(
        installed.number(),
        number,
        offered.manifest().files().size(),
        fetching.contents,
        fetching.bytes,
        Math.max(0, offered.manifest().bytes() - fetching.bytes));
  }

  private SignedManifest offered() throws InterruptedException, IOException {
    try {
      return SignedManifest.verify(source.manifest(channel), channel, key);
    } catch (IllegalArgumentException e) {
      throw new AssetException("the offered release is refused: " + e.getMessage(), e);
    }
  }

  /** A number without a manifest if the release is damaged: then nothing older may replace it. */
  private Installed installed() throws IOException {
    long number = number();
    Path manifest = manifests().resolve("" + number);
    if (number == 0
        || !Files.isRegularFile(manifest)
        || !Files.isDirectory(releases().resolve("" + number))) {
      return new Installed(number, Optional.empty());
    }
    try {
      SignedManifest signed = SignedManifest.verify(Files.readString(manifest), channel, key);
      return new Installed(
          number, signed.manifest().number() == number ? Optional.of(signed) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new AssetException(
          "the folder " + folder + " is not of this channel and key: " + e.getMessage(), e);
    }
  }

  private long number() throws IOException {
    if (!Files.exists(pointer())) {
      return 0;
    }
    String text = Files.readString(pointer());
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new AssetException(pointer() + " holds no number: remove the folder and fetch again");
    }
    return Long.parseLong(text);
  }

  /** Puts the release together beside the one that is played, then gives it its name. */
  private void build(SignedManifest signed) throws IOException {
    String number = "" + signed.manifest().number();
    Path unfinished = releases().resolve(number + UNFINISHED);
    remove(unfinished);
    disk.createFolder(unfinished);
    for (AssetFile file : signed.manifest().files()) {
      Path target = unfinished.resolve(file.path().value());
      Path parent = target.getParent();
      if (parent != null) {
        disk.createFolder(parent);
      }
      disk.link(object(file.sha256()), target);
    }
    // Left behind by an update that was killed, or damaged: nobody plays it.
    remove(releases().resolve(number));
    disk.move(unfinished, releases().resolve(number));
    Path manifest = manifests().resolve(number + UNFINISHED);
    disk.write(manifest, signed.jws());
    disk.move(manifest, manifests().resolve(number));
  }

  /** Removes all releases but one, the unfinished ones too. */
  private void removeOthers(long number) throws IOException {
    disk.delete(folder.resolve("current" + UNFINISHED));
    for (Path kind : List.of(releases(), manifests())) {
      for (Path entry : entries(kind)) {
        if (!entry.getFileName().toString().equals("" + number)) {
          remove(entry);
        }
      }
    }
  }

  /** Removes contents; only when nothing is on its way, as it might be what comes next. */
  private void removeUnneeded(Manifest manifest) throws IOException {
    Set<String> needed =
        manifest.contents().keySet().stream().map(Sha256::hex).collect(Collectors.toSet());
    for (Path object : entries(objects())) {
      if (!needed.contains(object.getFileName().toString())) {
        disk.delete(object);
      }
    }
    for (Path arriving : entries(partial())) {
      disk.delete(arriving);
    }
  }

  private final class Fetching {
    private int contents;
    private long bytes;

    void bringHere(AssetFile content) throws IOException, InterruptedException {
      Path object = object(content.sha256());
      if (Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)
          && Files.size(object) == content.size()) {
        return;
      }
      disk.delete(object);
      Path arriving = partial().resolve(content.sha256().hex());
      contents++;
      for (int attempt = 1; ; attempt++) {
        try {
          arrive(content, arriving);
        } catch (IOException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
          waiting.sleep(WAIT.multipliedBy(attempt));
          continue;
        }
        if (hash(arriving).equals(content.sha256())) {
          disk.move(arriving, object);
          return;
        }
        disk.delete(arriving);
        if (attempt >= ATTEMPTS) {
          throw new AssetException(
              "the source gives other bytes than the release names for " + content.path());
        }
      }
    }

    private void arrive(AssetFile content, Path arriving) throws IOException, InterruptedException {
      long have = Files.exists(arriving) ? Files.size(arriving) : 0;
      if (have > content.size()) {
        disk.delete(arriving);
        have = 0;
      }
      if (have == content.size() && Files.exists(arriving)) {
        return;
      }
      try (ReleaseSource.Part part = source.content(content.sha256(), have)) {
        if (part.from() != have) {
          disk.delete(arriving);
        }
        copy(part.body(), arriving, content.size() - part.from());
      }
    }

    /** Never more than is missing, whatever the source sends. */
    private void copy(InputStream body, Path arriving, long missing) throws IOException {
      byte[] buffer = new byte[BUFFER];
      long left = missing;
      try (OutputStream out = disk.append(arriving)) {
        while (left > 0) {
          int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new IOException("the answer ended " + left + " bytes too early");
          }
          out.write(buffer, 0, read);
          bytes += read;
          left -= read;
        }
      }
    }
  }

  private static Sha256 hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Sha256.of(digest);
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** A file, or a folder with all in it; links are removed, not followed. */
  private void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> below = Files.walk(path)) {
      deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      disk.delete(each);
    }
  }

  private Path pointer() {
    return folder.resolve("current");
  }

  private Path releases() {
    return folder.resolve("releases");
  }

  private Path manifests() {
    return folder.resolve("manifests");
  }

  private Path objects() {
    return folder.resolve("objects");
  }

  private Path partial() {
    return folder.resolve("partial");
  }

  private Path object(Sha256 content) {
    return objects().resolve(content.hex());
  }
}
