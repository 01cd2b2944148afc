package io.gamekeeper.local.template;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/** The context in which a {@link ResourceType} creates a resource. */
public final class ResourceContext {
  private final ResourceAddress address;
  private final String type;
  private final String stackName;
  private final String stackId;
  private final Set<String> transforms;
  private final AwsEnvironment environment;
  private final ResourceProperties properties;
  private final ResourceProperties updatePolicy;
  private final BiFunction<String, String, Optional<Path>> assets;
  private final Shutdown shutdown;
  private final List<Completion> completions = new ArrayList<>();

  /** An action for the time when all resources have been created. */
  @FunctionalInterface
  public interface Completion {
    /** Runs the action; a failure fails the whole stage. */
    void run() throws Exception;
  }

  ResourceContext(
      ResourceAddress address,
      String type,
      String stackName,
      String stackId,
      Set<String> transforms,
      AwsEnvironment environment,
      ResourceProperties properties,
      ResourceProperties updatePolicy,
      BiFunction<String, String, Optional<Path>> assets,
      Shutdown shutdown) {
    this.address = address;
    this.type = type;
    this.stackName = stackName;
    this.stackId = stackId;
    this.transforms = transforms;
    this.environment = environment;
    this.properties = properties;
    this.updatePolicy = updatePolicy;
    this.assets = assets;
    this.shutdown = shutdown;
  }

  public ResourceAddress address() {
    return address;
  }

  /** Returns the type as the template has it; a custom resource may have its own. */
  public String type() {
    return type;
  }

  /** Returns the ARN of its stack. */
  public String stackId() {
    return stackId;
  }

  /** Returns the macros that its template uses. */
  public Set<String> transforms() {
    return transforms;
  }

  /** Returns the account and region of its stack, which make the names of resources. */
  public AwsEnvironment environment() {
    return environment;
  }

  public ResourceProperties properties() {
    return properties;
  }

  /** Returns the update policy, which the stage does not use but may check. */
  public ResourceProperties updatePolicy() {
    return updatePolicy;
  }

  /**
   * Returns a generated name in the form of CloudFormation: stack, logical id, and a suffix. It is
   * the same at every start, so that kept data is found again.
   */
  public String generatedName() {
    return stackName + "-" + address.logicalId() + "-" + suffix(12).toUpperCase(Locale.ROOT);
  }

  /**
   * Returns the generated name where a service limits the length; the suffix survives.
   *
   * @param maximum the longest name allowed
   */
  public String generatedName(int maximum) {
    String name = generatedName();
    return name.length() <= maximum
        ? name
        : name.substring(0, maximum - 13) + name.substring(name.length() - 13);
  }

  /**
   * Returns an id in the form of EC2, the same at every start.
   *
   * @param prefix for instance {@code sg}
   */
  public String generatedId(String prefix) {
    return prefix + "-0" + suffix(16);
  }

  private String suffix(int length) {
    byte[] seed = (stackName + "/" + address.logicalId()).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(seed).toString().replace("-", "").substring(0, length);
  }

  /**
   * Returns the file or folder that the properties name as an S3 object.
   *
   * @param where the property that names it, for the message
   * @throws TemplateException if the assembly does not have it
   */
  public Path asset(String where, String bucket, String key) {
    return assets
        .apply(bucket, key)
        .orElseThrow(
            () ->
                new TemplateException(
                    address + ".Properties." + where,
                    "names " + bucket + "/" + key + ", which the cloud assembly does not have"));
  }

  /**
   * Registers what must be stopped when the stage ends or fails to start; runs in reverse order of
   * registration, after everything that depends on this resource.
   *
   * @param what name of the action, for the message if it fails
   */
  public void onClose(String what, AutoCloseable action) {
    shutdown.add(what, action);
  }

  /** Registers what can be done only when all resources of all stacks exist. */
  public void whenAllCreated(Completion completion) {
    synchronized (completions) {
      completions.add(completion);
    }
  }

  List<Completion> completions() {
    synchronized (completions) {
      return List.copyOf(completions);
    }
  }
}
