package io.gamekeeper.asset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A bucket and the CDN in front of it, in memory. Each call is a step; a test may break any one of
 * them, before or after it has had its effect. It can be full, and damage what it takes.
 */
public final class MemoryBucket implements AssetStore, Delivery {
  private final Map<Sha256, byte[]> contents = new TreeMap<>();
  private final Map<String, String> manifests = new TreeMap<>();
  private final Map<String, byte[]> caches = new TreeMap<>();
  private long version;
  private long free = Long.MAX_VALUE;
  private UnaryOperator<byte[]> onTheWay = bytes -> bytes;
  private int steps;
  private int breakAt = -1;
  private boolean afterwards;
  private RuntimeException failure = new AssetException("never");
  private Runnable beforeReplace = () -> {};

  /** Breaks the step of that index, counted from now. */
  void breakAt(int step, boolean afterItsEffect, RuntimeException with) {
    steps = 0;
    breakAt = step;
    afterwards = afterItsEffect;
    failure = with;
  }

  /** How many steps there were since the last call of {@link #breakAt}. */
  int steps() {
    return steps;
  }

  void capacity(long bytes) {
    free = bytes;
  }

  void damage(UnaryOperator<byte[]> damage) {
    onTheWay = damage;
  }

  void beforeReplace(Runnable action) {
    beforeReplace = action;
  }

  /** Returns the contents, to look at and to tamper with. */
  Map<Sha256, byte[]> contents() {
    return contents;
  }

  /** Returns what the CDN's caches hold. */
  Map<String, byte[]> caches() {
    return caches;
  }

  private interface Step<T> {
    T run();
  }

  private synchronized <T> T step(Step<T> step) {
    boolean breaks = steps++ == breakAt;
    if (breaks && !afterwards) {
      throw failure;
    }
    T result = step.run();
    if (breaks) {
      throw failure;
    }
    return result;
  }

  /** Loses a kept release. */
  void forget(Channel channel, long number) {
    manifests.remove(AssetLayout.release(channel, number));
  }

  @Override
  public Optional<Stored> stat(Sha256 content) {
    return step(
        () ->
            Optional.ofNullable(contents.get(content))
                .map(bytes -> new Stored(bytes.length, Optional.empty())));
  }

  @Override
  public Optional<Sha256> hash(Sha256 content) {
    return step(() -> Optional.ofNullable(contents.get(content)).map(Sha256::of));
  }

  @Override
  public Upload put(LocalAsset asset) {
    return step(
        () -> {
          try {
            byte[] bytes = Files.readAllBytes(asset.source());
            if (bytes.length > free) {
              throw new AssetException("the bucket is full");
            }
            free -= bytes.length;
            contents.put(asset.file().sha256(), onTheWay.apply(bytes));
            return new Upload(bytes.length, 0);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public List<Channel> channels() {
    return step(
        () ->
            manifests.keySet().stream()
                .map(key -> new Channel(key.split("/", -1)[1]))
                .distinct()
                .toList());
  }

  @Override
  public Optional<Current> current(Channel channel) {
    return step(
        () ->
            Optional.ofNullable(manifests.get(AssetLayout.manifest(channel)))
                .map(jws -> new Current(jws, "" + version)));
  }

  @Override
  public boolean replace(Channel channel, Optional<String> expected, String jws) {
    beforeReplace.run();
    return step(
        () -> {
          String key = AssetLayout.manifest(channel);
          boolean holds =
              expected.isPresent()
                  ? manifests.containsKey(key) && expected.get().equals("" + version)
                  : !manifests.containsKey(key);
          if (holds) {
            manifests.put(key, jws);
            version++;
          }
          return holds;
        });
  }

  @Override
  public void keep(Channel channel, long number, String jws) {
    step(() -> manifests.putIfAbsent(AssetLayout.release(channel, number), jws));
  }

  @Override
  public Optional<String> kept(Channel channel, long number) {
    return step(() -> Optional.ofNullable(manifests.get(AssetLayout.release(channel, number))));
  }

  @Override
  public List<Long> kept(Channel channel) {
    return step(
        () -> {
          List<Long> numbers = new ArrayList<>();
          manifests.keySet().stream()
              .map(key -> AssetLayout.number(channel, key))
              .filter(number -> number > 0)
              .sorted()
              .forEach(numbers::add);
          return numbers;
        });
  }

  @Override
  public Fetched fetch(Location location, Sha256 content) {
    return step(
        () -> {
          String place = location.name() + "/" + content;
          byte[] cached = caches.get(place);
          byte[] bytes = cached == null ? contents.get(content) : cached;
          if (bytes == null) {
            return new Fetched(403, Cache.MISS, 0, Sha256.of(new byte[0]), "");
          }
          caches.put(place, bytes);
          return new Fetched(
              200, cached == null ? Cache.MISS : Cache.HIT, bytes.length, Sha256.of(bytes), "");
        });
  }
}
