package io.gamekeeper.asset;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes releases: contents first, the manifest last, in one conditional step. Until that step
 * players get the release before; after it, every content that the manifest names has been fetched
 * through the CDN and was right. A failure or a crash on the way leaves nothing visible, and the
 * same call again continues from there. If several people release at once, exactly one succeeds.
 */
public final class Publication {
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);

  private final AssetStore store;
  private final Delivery delivery;
  private final ManifestSigner signer;
  private final ManifestKey key;
  private final List<Location> locations;
  private final Surroundings surroundings;

  /**
   * The surroundings of a publication.
   *
   * @param random spreads repeated fetches in time
   * @param progress gets a line now and then
   * @param atOnce how many contents are worked on at a time
   */
  public record Surroundings(
      InstantSource clock,
      Waiting waiting,
      RandomGenerator random,
      Consumer<String> progress,
      int atOnce) {}

  /**
   * Creates a publication.
   *
   * @param key the public half of the signer's
   * @param locations to fetch each changed content through, at least one
   */
  public Publication(
      AssetStore store,
      Delivery delivery,
      ManifestSigner signer,
      ManifestKey key,
      List<Location> locations,
      Surroundings surroundings) {
    if (locations.isEmpty()) {
      throw new IllegalArgumentException("a publication needs a location to prove contents at");
    }
    this.store = store;
    this.delivery = delivery;
    this.signer = signer;
    this.key = key;
    this.locations = List.copyOf(locations);
    this.surroundings = surroundings;
  }

  /** What the channel's players get, and the version to replace. */
  private record Now(Optional<SignedManifest> signed, Optional<String> version) {
    Optional<Manifest> manifest() {
      return signed.map(SignedManifest::manifest);
    }
  }

  /**
   * Publishes what a folder holds. If players have exactly that already, contents that the bucket
   * has lost are stored again.
   *
   * @throws AssetException if nothing was published
   */
  public Outcome release(Channel channel, AssetFolder folder) throws InterruptedException {
    Now now = now(channel);
    List<AssetFile> files = folder.assets().stream().map(LocalAsset::file).toList();
    Map<Sha256, LocalAsset> sources = new TreeMap<>();
    folder.assets().forEach(asset -> sources.putIfAbsent(asset.file().sha256(), asset));
    return publish(channel, now, files, sources);
  }

  /**
   * Publishes an old release's files again, under a new number.
   *
   * @throws AssetException if nothing was published: there is no such release, or contents of it
   *     are no longer stored
   */
  public Outcome rollback(Channel channel, long number) throws InterruptedException {
    Now now = now(channel);
    Optional<Manifest> current = now.manifest();
    if (current.isEmpty()) {
      throw new NoReleaseException(channel, store.channels());
    }
    Manifest wanted =
        current.get().number() == number
            ? current.get()
            : kept(channel, number)
                .orElseThrow(
                    () ->
                        new AssetException("the channel " + channel + " has no release " + number))
                .manifest();
    return publish(channel, now, wanted.files(), Map.of());
  }

  /**
   * Returns the channel's releases, the newest first.
   *
   * @throws NoReleaseException if there is no such channel
   * @throws AssetException if one of them cannot be read or is not signed by the key
   */
  public List<Release> list(Channel channel) throws InterruptedException {
    Now now = now(channel);
    Map<Long, Release> releases = new TreeMap<>();
    Together.map(
            surroundings.atOnce(),
            store.kept(channel),
            number -> kept(channel, number).map(SignedManifest::manifest))
        .forEach(kept -> kept.ifPresent(m -> releases.put(m.number(), Release.of(m, false))));
    now.manifest().ifPresent(m -> releases.put(m.number(), Release.of(m, true)));
    if (releases.isEmpty()) {
      throw new NoReleaseException(channel, store.channels());
    }
    return List.copyOf(new ArrayList<>(releases.values()).reversed());
  }

  private Outcome publish(
      Channel channel, Now now, List<AssetFile> files, Map<Sha256, LocalAsset> sources)
      throws InterruptedException {
    ReleasePlan plan = ReleasePlan.of(files, now.manifest());
    SequencedMap<Sha256, AssetFile> contents = Manifest.contents(files);
    Map<Sha256, AssetFile> proved =
        now.manifest()
            .map(Manifest::contents)
            .map(m -> (Map<Sha256, AssetFile>) m)
            .orElse(Map.of());
    List<Stored> stored =
        Together.map(
            surroundings.atOnce(),
            contents.values(),
            file -> bringThere(file, proved.containsKey(file.sha256()), sources));
    List<AssetFile> toProve =
        stored.stream().filter(Stored::toProve).map(Stored::file).sorted().toList();
    List<Warming> warmings = warm(toProve);
    int uploaded = (int) stored.stream().filter(s -> s.upload().isPresent()).count();
    if (plan.isEmpty() && now.signed().isPresent()) {
      keep(now.signed().get());
      return new Outcome.Unchanged(now.signed().get().manifest(), uploaded);
    }
    Manifest manifest =
        new Manifest(
            channel,
            nextNumber(channel, now),
            surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            files);
    show(channel, now, SignedManifest.sign(manifest, signer, key));
    return new Outcome.Published(
        manifest,
        plan,
        uploaded,
        stored.stream().flatMap(s -> s.upload().stream()).mapToLong(AssetStore.Upload::sent).sum(),
        stored.stream()
            .flatMap(s -> s.upload().stream())
            .mapToLong(AssetStore.Upload::resumed)
            .sum(),
        warmings);
  }

  /** A content that is in the bucket and right, and whether players have got it before. */
  private record Stored(AssetFile file, Optional<AssetStore.Upload> upload, boolean toProve) {}

  private Stored bringThere(AssetFile file, boolean published, Map<Sha256, LocalAsset> sources) {
    Optional<AssetStore.Stored> there = store.stat(file.sha256());
    // A content of the published release was read when it was published; unless the bucket itself
    // says otherwise, it still is what it was.
    if (there.isPresent() && isRight(file, there.get(), published)) {
      return new Stored(file, Optional.empty(), !published);
    }
    @Nullable LocalAsset source = sources.get(file.sha256());
    if (source == null) {
      throw new AssetException(
          "the content of "
              + file.path()
              + " is "
              + (there.isPresent() ? "damaged in" : "no longer in")
              + " the bucket: release the files from a folder");
    }
    AssetStore.Upload upload = store.put(source);
    surroundings.progress().accept("uploaded " + file.path() + ", " + file.size() + " bytes");
    if (!store.stat(file.sha256()).map(now -> isRight(file, now, false)).orElse(false)) {
      throw new AssetException(
          "what was uploaded of " + file.path() + " did not arrive undamaged: try again");
    }
    return new Stored(file, Optional.of(upload), true);
  }

  private boolean isRight(AssetFile file, AssetStore.Stored there, boolean believed) {
    if (there.size() != file.size()) {
      return false;
    }
    return there
        .sha256()
        .or(() -> believed ? Optional.of(file.sha256()) : store.hash(file.sha256()))
        .map(file.sha256()::equals)
        .orElse(false);
  }

  private List<Warming> warm(Collection<AssetFile> files) throws InterruptedException {
    List<Warming> warmings = new ArrayList<>();
    for (Location location : locations) {
      Warming none = new Warming(location, 0, 0, 0, 0);
      warmings.add(
          Together.map(surroundings.atOnce(), files, file -> warm(location, file)).stream()
              .reduce(none, Warming::and));
    }
    return warmings;
  }

  private Warming warm(Location location, AssetFile file) {
    Delivery.Fetched first = fetch(location, file);
    Delivery.Fetched second = fetch(location, file);
    return new Warming(location, 1, hits(first), hits(second), first.bytes() + second.bytes());
  }

  private static int hits(Delivery.Fetched fetched) {
    return fetched.cache() == Delivery.Cache.HIT ? 1 : 0;
  }

  /**
   * Fetches a content until it is right, a few times: a location may remember for some seconds that
   * it was not there.
   */
  private Delivery.Fetched fetch(Location location, AssetFile file) {
    Duration wait = FIRST_WAIT;
    for (int attempt = 1; ; attempt++) {
      Delivery.Fetched fetched = delivery.fetch(location, file.sha256());
      if (fetched.is(file)) {
        return fetched;
      }
      if (attempt == ATTEMPTS || !fetched.mayPass()) {
        throw new AssetException(
            "nothing is published: the location "
                + location.name()
                + " "
                + fetched.described(file)
                + " for "
                + file.path()
                + " ("
                + AssetLayout.content(file.sha256())
                + ")");
      }
      wait(wait);
      wait = wait.multipliedBy(2);
    }
  }

  /** Waits for between half and all of a duration. */
  private void wait(Duration most) {
    try {
      long nanos = most.toNanos() / 2;
      surroundings.waiting().sleep(Duration.ofNanos(nanos + surroundings.random().nextLong(nanos)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssetException("interrupted; nothing is published", e);
    }
  }

  /** Returns a number greater than that of every release that anybody may have seen. */
  private long nextNumber(Channel channel, Now now) {
    long kept = store.kept(channel).stream().mapToLong(Long::longValue).max().orElse(0);
    return Math.max(kept, now.manifest().map(Manifest::number).orElse(0L)) + 1;
  }

  /**
   * Takes the step that players see. The release that is replaced is kept before it, so that a
   * crash at any time leaves every release but the newest one kept; the newest one is kept right
   * after the step.
   */
  private void show(Channel channel, Now now, SignedManifest next) {
    now.signed().ifPresent(old -> store.keep(channel, old.manifest().number(), old.jws()));
    if (!store.replace(channel, now.version(), next.jws())) {
      // An answer that was lost and asked for again looks like somebody else's release.
      Optional<AssetStore.Current> winner = store.current(channel);
      if (!winner.map(AssetStore.Current::jws).equals(Optional.of(next.jws()))) {
        throw new AssetException(
            "nothing is published: somebody else released to the channel "
                + channel
                + " meanwhile; look at its list, then release again");
      }
    }
    keep(next);
  }

  /**
   * Keeps a release. If that fails, the release is published all the same, and the next release
   * keeps it.
   */
  private void keep(SignedManifest release) {
    Manifest manifest = release.manifest();
    try {
      store.keep(manifest.channel(), manifest.number(), release.jws());
    } catch (AssetException e) {
      surroundings.progress().accept("not kept for rollbacks yet: " + e.getMessage());
    }
  }

  private Now now(Channel channel) {
    Optional<AssetStore.Current> current = store.current(channel);
    return new Now(
        current.map(c -> verified(channel, c.jws())), current.map(AssetStore.Current::version));
  }

  private Optional<SignedManifest> kept(Channel channel, long number) {
    Optional<SignedManifest> kept = store.kept(channel, number).map(jws -> verified(channel, jws));
    kept.ifPresent(
        release -> {
          if (release.manifest().number() != number) {
            throw new AssetException(
                "what is kept as the release "
                    + number
                    + " of the channel "
                    + channel
                    + " is the release "
                    + release.manifest().number());
          }
        });
    return kept;
  }

  private SignedManifest verified(Channel channel, String jws) {
    try {
      return SignedManifest.verify(jws, channel, key);
    } catch (IllegalArgumentException e) {
      throw new AssetException(
          "a manifest of the channel " + channel + " in the bucket is wrong: " + e.getMessage(), e);
    }
  }
}
