package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One function: its versions and aliases, who may call it, how many calls may run at once. */
final class LambdaFunction {
  private final FunctionConfig config;
  private final Surroundings surroundings;
  private final TimeLimits limits;
  private final @Nullable Semaphore reserved;
  private final Map<String, Declared> versions = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final Map<String, AsyncConfig> asyncConfigs = new ConcurrentHashMap<>();
  private final List<InvokePermission> permissions = new CopyOnWriteArrayList<>();

  /** A version whose code is loaded when it is first asked for. */
  private static final class Declared {
    private final Supplier<FunctionVersion> load;
    private @Nullable FunctionVersion loaded;

    Declared(Supplier<FunctionVersion> load) {
      this.load = load;
    }

    synchronized FunctionVersion get() {
      FunctionVersion known = loaded;
      if (known == null) {
        known = load.get();
        loaded = known;
      }
      return known;
    }
  }

  LambdaFunction(FunctionConfig config, Surroundings surroundings, TimeLimits limits) {
    this.config = config;
    this.surroundings = surroundings;
    this.limits = limits;
    this.reserved =
        config.reservedConcurrency().isPresent()
            ? new Semaphore(config.reservedConcurrency().getAsInt())
            : null;
  }

  FunctionConfig config() {
    return config;
  }

  /** Its own concurrency, or null if it shares the account's. */
  @Nullable Semaphore reserved() {
    return reserved;
  }

  /** Makes the next version callable by its number. */
  synchronized String declare() {
    String number = Integer.toString(publishedVersions() + 1);
    versions.put(
        number, new Declared(() -> FunctionVersion.load(config, number, surroundings, limits)));
    return number;
  }

  /** Loads what was published, or what callers without a qualifier get if nothing was. */
  void load() {
    if (publishedVersions() == 0) {
      latest();
    }
    versions.values().forEach(Declared::get);
  }

  /** What callers without a qualifier get. SnapStart has no part in it. */
  FunctionVersion latest() {
    return versions
        .computeIfAbsent(
            FunctionReference.LATEST,
            latest ->
                new Declared(
                    () ->
                        FunctionVersion.load(
                            config.withoutSnapStart(), latest, surroundings, limits)))
        .get();
  }

  /** How many versions were published. */
  int publishedVersions() {
    return versions.size() - (versions.containsKey(FunctionReference.LATEST) ? 1 : 0);
  }

  void alias(String alias, String version) {
    if (!versions.containsKey(version) && !version.equals(FunctionReference.LATEST)) {
      throw StageException.of(
          config.logicalId(), "its alias " + alias + " names a version that is not there");
    }
    aliases.put(alias, version);
  }

  /**
   * The version behind a qualifier.
   *
   * @throws StageException if there is none
   */
  FunctionVersion version(String qualifier) {
    String number = aliases.getOrDefault(qualifier, qualifier);
    Declared version = versions.get(number);
    if (version != null) {
      return version.get();
    }
    if (number.equals(FunctionReference.LATEST)) {
      return latest();
    }
    throw StageException.of(
        config.logicalId(), "it has neither a version nor an alias " + qualifier);
  }

  void permit(InvokePermission permission) {
    permissions.add(permission);
  }

  boolean permits(FunctionReference called, String principal, String sourceArn) {
    return permissions.stream()
        .anyMatch(permission -> permission.allows(called, principal, sourceArn));
  }

  void async(String qualifier, AsyncConfig async) {
    asyncConfigs.put(qualifier, async);
  }

  AsyncConfig async(String qualifier) {
    return asyncConfigs.getOrDefault(qualifier, AsyncConfig.DEFAULT);
  }
}
