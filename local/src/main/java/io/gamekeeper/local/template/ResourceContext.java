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

/** What a {@link ResourceType} gets to create one resource. */
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

  /** Something to do when all resources have been created. */
  @FunctionalInterface
  public interface Completion {
    /** Does it; a failure fails the whole stage. */
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

  /** As the template has it: a custom resource may have one of its own. */
  public String type() {
    return type;
  }

  /** The ARN of its stack. */
  public String stackId() {
    return stackId;
  }

  /** The macros that its template asks for. */
  public Set<String> transforms() {
    return transforms;
  }

  /** The account and region of its stack; makes resource names. */
  public AwsEnvironment environment() {
    return environment;
  }

  public ResourceProperties properties() {
    return properties;
  }

  /** How CloudFormation would update it; the stage updates nothing, but may find it wrong. */
  public ResourceProperties updatePolicy() {
    return updatePolicy;
  }

  /**
   * The name that CloudFormation would generate for it: stack, logical id, and a suffix that is the
   * same at every start, so that kept data is found again.
   */
  public String generatedName() {
    return stackName + "-" + address.logicalId() + "-" + suffix(12).toUpperCase(Locale.ROOT);
  }

  /**
   * The generated name where a service limits the length; the suffix survives.
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
   * An id as EC2 gives them, the same at every start.
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
   * The file or folder that the properties name as an S3 object.
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
   * @param what for the message if it fails
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
