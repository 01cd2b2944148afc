package io.gamekeeper.infra.function;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.LogGroups;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.FunctionSize;
import io.gamekeeper.infra.config.LogLevel;
import io.gamekeeper.infra.config.StageConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.ApplicationLogLevel;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IAlias;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.SystemLogLevel;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A Java function of the product behind its {@code live} alias, with a role and a log group of its
 * own. The role may write its log, send traces and attach to the VPC; everything else must be
 * granted. Callers use the alias, never the function: traffic shifts there, and rolls back there.
 */
public final class LiveFunction extends Construct implements IGrantable {
  private final Role role;
  private final Alias live;

  /**
   * What a function is deployed with.
   *
   * @param function its handler and name
   * @param code the zip that holds the handler
   * @param config the stage it runs in
   * @param vpc where it runs, in private subnets
   * @param securityGroup whom it may reach
   * @param timeout after which Lambda ends an invocation
   * @param snapStart whether instances start from a snapshot; for functions that players wait for
   * @param environment variables beside those for telemetry
   */
  public record Props(
      GameFunction function,
      Code code,
      StageConfig config,
      IVpc vpc,
      ISecurityGroup securityGroup,
      Duration timeout,
      boolean snapStart,
      Map<String, String> environment) {
    public Props {
      Objects.requireNonNull(function);
      Objects.requireNonNull(code);
      Objects.requireNonNull(config);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(securityGroup);
      if (timeout.toSeconds().intValue() < 1 || timeout.toSeconds().intValue() > 900) {
        throw new IllegalArgumentException("timeout must be 1 to 900 seconds");
      }
      environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
  }

  /** Deploys one function. */
  public LiveFunction(Construct scope, String id, Props props) {
    super(scope, id);
    StageConfig config = props.config();
    FunctionSize size = config.size(props.function());
    RemovalPolicy removalPolicy = config.protection().removalPolicy();
    LogGroup log =
        LogGroup.Builder.create(this, "Log")
            // People type it, and saved queries list it.
            .logGroupName(LogGroups.of(config.name().key(), props.function()))
            .retention(config.logRetention().retention())
            .removalPolicy(removalPolicy)
            .build();
    role = role(log);
    Function function =
        Function.Builder.create(this, "Function")
            .description("Gamekeeper " + props.function().functionName())
            .runtime(Runtime.JAVA_25)
            .architecture(Architecture.ARM_64)
            .handler(props.function().handler())
            .code(props.code())
            .role(role)
            .memorySize(size.memoryMiB())
            .reservedConcurrentExecutions(orNull(size))
            .timeout(props.timeout())
            .environment(environment(props))
            .vpc(props.vpc())
            .vpcSubnets(
                SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
            .securityGroups(List.of(props.securityGroup()))
            .snapStart(props.snapStart() ? SnapStartConf.ON_PUBLISHED_VERSIONS : null)
            .tracing(Tracing.ACTIVE)
            .logGroup(log)
            // Our own lines are JSON already and pass unchanged; this makes Lambda's reports and
            // uncaught exceptions JSON too, so that one query reads everything.
            .loggingFormat(LoggingFormat.JSON)
            .applicationLogLevelV2(lambdaLevel(config.logLevel()))
            .systemLogLevelV2(SystemLogLevel.INFO)
            .currentVersionOptions(
                // In kept stages the alias can go back to any version; elsewhere old code is
                // deleted.
                VersionOptions.builder().removalPolicy(removalPolicy).build())
            .build();
    Findings.acknowledge(
        function,
        "@aws-cdk/aws-lambda:snapStartRequirePublish",
        "The live alias points at a published version, and callers use nothing else");
    live = function.addAlias(GameFunction.LIVE);
  }

  /** Returns the alias that callers invoke. */
  public IAlias live() {
    return live;
  }

  @Override
  public IPrincipal getGrantPrincipal() {
    return role;
  }

  private Role role(LogGroup log) {
    Stack stack = Stack.of(this);
    Role created =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    created.addToPolicy(
        PolicyStatement.Builder.create()
            .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
            .resources(List.of(log.getLogGroupArn()))
            .build());
    List<String> interfaceActions =
        List.of(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses");
    created.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("LambdaAttachesTheFunctionToTheVpc")
            .actions(interfaceActions)
            .resources(List.of("*"))
            .build());
    // The permission above is for Lambda's service alone; the function's code never needs it.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
    created.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("TheCodeItselfMayNot")
            .effect(Effect.DENY)
            .actions(interfaceActions)
            .resources(List.of("*"))
            .conditions(
                Map.of("ArnLike", Map.of("lambda:SourceFunctionArn", List.of(anyFunction(stack)))))
            .build());
    Findings.acknowledge(
        created,
        "AwsSolutions-IAM5[Resource::*]",
        "Tracing and network interfaces: X-Ray knows no resources, and Lambda makes the interfaces"
            + " under names that nobody knows before; the code itself is denied them");
    return created;
  }

  private static Map<String, String> environment(Props props) {
    Map<String, String> environment = new TreeMap<>(props.environment());
    environment.putAll(
        new TelemetryEnvironment(
                props.function().functionName(),
                props.config().metricsNamespace(),
                props.config().logLevel().name())
            .toMap());
    return environment;
  }

  private static String anyFunction(Stack stack) {
    return stack.formatArn(
        ArnComponents.builder()
            .service("lambda")
            .resource("function")
            .resourceName("*")
            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
            .build());
  }

  private static @Nullable Number orNull(FunctionSize size) {
    return size.reservedConcurrency().orElse(null);
  }

  private static ApplicationLogLevel lambdaLevel(LogLevel level) {
    return switch (level) {
      case DEBUG -> ApplicationLogLevel.DEBUG;
      case INFO -> ApplicationLogLevel.INFO;
      case WARN -> ApplicationLogLevel.WARN;
      case ERROR -> ApplicationLogLevel.ERROR;
    };
  }
}
