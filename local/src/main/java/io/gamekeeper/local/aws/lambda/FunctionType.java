package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The resource type of functions: Java, from zips. Functions that only deletions call may be in any
 * language.
 */
public final class FunctionType implements ResourceType {
  private static final int LONGEST_NAME = 64;
  private static final int DEFAULT_MEGABYTES = 128;
  private static final int DEFAULT_SECONDS = 3;

  private static final List<String> NETWORK_INTERFACES =
      List.of(
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets");

  private final LambdaService functions;
  private final AccessControl control;
  private final DeletionHandlers deletionHandlers;
  private final Consumer<FunctionConfig> beforeFirstStart;

  /**
   * Creates the type.
   *
   * @param deletionHandlers gets the functions that are never called
   * @param beforeFirstStart sees each function before its code is loaded
   */
  FunctionType(
      LambdaService functions,
      AccessControl control,
      DeletionHandlers deletionHandlers,
      Consumer<FunctionConfig> beforeFirstStart) {
    this.functions = functions;
    this.control = control;
    this.deletionHandlers = deletionHandlers;
    this.beforeFirstStart = beforeFirstStart;
  }

  @Override
  public String type() {
    return "AWS::Lambda::Function";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String runtime = properties.string("Runtime");
    if (!runtime.startsWith("java")) {
      return neverCalled(context, properties, runtime);
    }
    FunctionConfig config = config(context, properties);
    ServiceRole role =
        ServiceRole.assumed(
            control,
            properties.where("Role"),
            config.roleArn(),
            "lambda.amazonaws.com",
            RequestContext.NONE);
    functions.create(config);
    properties
        .optionalObject("DeadLetterConfig")
        .flatMap(deadLetters -> deadLetters.optionalString("TargetArn"))
        .ifPresent(
            target ->
                functions.async(
                    config.name(),
                    "$LATEST",
                    new AsyncConfig(
                        AsyncConfig.DEFAULT.retries(),
                        AsyncConfig.DEFAULT.maximumAge(),
                        Optional.of(target))));
    checkNetwork(config, role);
    checkObservable(context, config, role);
    beforeFirstStart.accept(config);
    return Provisioned.running(config.name(), config.handler()).with("Arn", config.arn());
  }

  /**
   * Creates a function that only deletions call. When all resources exist, it is checked that
   * nothing else calls the function.
   */
  private Provisioned neverCalled(
      ResourceContext context, ResourceProperties properties, String runtime) {
    String name = properties.string("FunctionName", context.generatedName(LONGEST_NAME));
    String arn = context.environment().arn("lambda", "function:" + name);
    properties.restInert("never called");
    context.whenAllCreated(
        () -> {
          if (!deletionHandlers.contains(arn)) {
            throw new TemplateException(
                properties.where("Runtime"),
                "is " + runtime + "; the stage runs only Java functions");
          }
        });
    return Provisioned.nameOnly(name, "called by deletions only, and the stage deletes nothing")
        .with("Arn", arn);
  }

  private static FunctionConfig config(ResourceContext context, ResourceProperties properties) {
    String name = properties.string("FunctionName", context.generatedName(LONGEST_NAME));
    properties.inert("informational only", "Description");
    properties.inert("functions run on this machine's processor", "Architectures");
    ResourceProperties code = properties.object("Code");
    Path zip = context.asset("Code", code.string("S3Bucket"), code.string("S3Key"));
    Optional<ResourceProperties> network = properties.optionalObject("VpcConfig");
    network.ifPresent(vpc -> vpc.inert("one machine has no zones", "SubnetIds"));
    int megabytes = properties.integer("MemorySize", DEFAULT_MEGABYTES);
    Optional<ResourceProperties> logging = properties.optionalObject("LoggingConfig");
    String logGroup =
        logging.flatMap(config -> config.optionalString("LogGroup")).orElse("/aws/lambda/" + name);
    boolean snapStart =
        properties
            .optionalObject("SnapStart")
            .map(snap -> snap.string("ApplyOn").equals("PublishedVersions"))
            .orElse(false);
    Map<String, String> environment =
        new HashMap<>(
            properties
                .optionalObject("Environment")
                .map(variables -> variables.stringMap("Variables"))
                .orElse(Map.of()));
    environment.put("AWS_REGION", context.environment().region());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", name);
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(megabytes));
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", logGroup);
    environment.put(
        "AWS_LAMBDA_LOG_FORMAT",
        logging.map(config -> config.string("LogFormat", "Text")).orElse("Text"));
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", snapStart ? "snap-start" : "on-demand");
    return new FunctionConfig(
        context.address().logicalId(),
        name,
        context.environment().arn("lambda", "function:" + name),
        zip,
        properties.string("Handler"),
        environment,
        megabytes,
        Duration.ofSeconds(properties.integer("Timeout", DEFAULT_SECONDS)),
        snapStart,
        properties.string("Role"),
        network.map(vpc -> vpc.strings("SecurityGroupIds")).orElse(List.of()),
        logGroup,
        properties
            .optionalObject("TracingConfig")
            .map(tracing -> tracing.string("Mode").equals("Active"))
            .orElse(false),
        properties
            .optionalInteger("ReservedConcurrentExecutions")
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()));
  }

  /** Checks the rights without which Lambda refuses to create a function in a VPC. */
  private static void checkNetwork(FunctionConfig config, ServiceRole role) {
    if (!config.securityGroups().isEmpty()) {
      NETWORK_INTERFACES.forEach(action -> role.require(action, "*"));
    }
  }

  /**
   * Checks the rights without which a function works on AWS, but loses its logs and traces
   * silently.
   */
  private static void checkObservable(
      ResourceContext context, FunctionConfig config, ServiceRole role) {
    role.require(
        "logs:PutLogEvents",
        context.environment().arn("logs", "log-group:" + config.logGroup() + ":log-stream:any"));
    if (config.tracing()) {
      role.require("xray:PutTraceSegments", "*");
    }
  }
}
