package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A function: its versions and aliases, its permissions, and its reserved concurrency. */
final class LambdaFunction {
  private final FunctionConfig config;
  private final Surroundings surroundings;
  private final TimeLimits limits;
  private final LambdaMetrics metrics;
  private final Map<String, LambdaMetrics.OfResource> metricsByQualifier =
      new ConcurrentHashMap<>();
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

  LambdaFunction(
      FunctionConfig config, Surroundings surroundings, TimeLimits limits, LambdaMetrics metrics) {
    this.metrics = metrics;
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

  /** Returns its reserved concurrency, or null if it shares the account's. */
  @Nullable Semaphore reserved() {
    return reserved;
  }

  /** Adds the next version and returns its number. */
  synchronized String declare() {
    String number = Integer.toString(publishedVersions() + 1);
    versions.put(
        number, new Declared(() -> FunctionVersion.load(config, number, surroundings, limits)));
    return number;
  }

  /** Loads the published versions, or {@code $LATEST} if there are none. */
  void load() {
    if (publishedVersions() == 0) {
      latest();
    }
    versions.values().forEach(Declared::get);
  }

  /** Returns the version for callers without a qualifier, which never uses SnapStart. */
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

  /** Returns how many versions were published. */
  int publishedVersions() {
    return versions.size() - (versions.containsKey(FunctionReference.LATEST) ? 1 : 0);
  }

  void alias(String alias, String version) {
    if (!versions.containsKey(version) && !version.equals(FunctionReference.LATEST)) {
      throw StageException.of(
          config.logicalId(), "its alias " + alias + " names a version that does not exist");
    }
    aliases.put(alias, version);
    metricsByQualifier.remove(alias);
  }

  /**
   * Returns the version behind a qualifier.
   *
   * @throws StageException if there is none
   */
  FunctionVersion version(String qualifier) {
    String number = existing(qualifier);
    Declared version = versions.get(number);
    return version == null ? latest() : version.get();
  }

  /**
   * Returns the number of the version behind a qualifier, without loading its code.
   *
   * @throws StageException if there is none
   */
  String existing(String qualifier) {
    String number = aliases.getOrDefault(qualifier, qualifier);
    if (!versions.containsKey(number) && !number.equals(FunctionReference.LATEST)) {
      throw StageException.of(
          config.logicalId(), "it has neither a version nor an alias " + qualifier);
    }
    return number;
  }

  /** Returns the metrics of what a qualifier names. */
  LambdaMetrics.OfResource metrics(String qualifier) {
    LambdaMetrics.OfResource known = metricsByQualifier.get(qualifier);
    return known != null
        ? known
        : metricsByQualifier.computeIfAbsent(
            qualifier,
            added -> metrics.of(config.name(), added, aliases.getOrDefault(added, added)));
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
