package io.gamekeeper.infra.function;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.infra.config.OperatorsConfig;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.SecretsManagerSecretOptions;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListenerRule;
import software.amazon.awscdk.services.elasticloadbalancingv2.AuthenticateOidcOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCondition;
import software.amazon.awscdk.services.elasticloadbalancingv2.UnauthenticatedAction;
import software.amazon.awscdk.services.lambda.FunctionUrl;
import software.amazon.awscdk.services.lambda.FunctionUrlAuthType;
import software.amazon.awscdk.services.lambda.FunctionUrlOptions;
import software.amazon.awscdk.services.lambda.InvokeMode;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The two doors to functions that answer operators: the operators' domain, where the load balancer
 * has people sign in at the studio's identity provider, and an address of each function's own,
 * where callers sign with the credentials of a role. What needs no sign-in is behind the first,
 * too.
 *
 * @param listener where people arrive
 * @param loadBalancerArn what signs who they are
 * @param audit where changes are written down
 */
public record OperationsDoors(
    StageConfig config, IApplicationListener listener, String loadBalancerArn, ITable audit) {
  private static final Duration SIGNED_IN = Duration.hours(10);

  /** No claim of the load balancer names such a client. */
  private static final String NOBODY = "none";

  public OperationsDoors {
    Objects.requireNonNull(config);
    Objects.requireNonNull(listener);
    Objects.requireNonNull(loadBalancerArn);
    Objects.requireNonNull(audit);
  }

  /** Returns the environment by which a function of that stack knows operators. */
  Map<String, String> environment(Stack stack) {
    return new OperatorEnvironment(
            config.name().key(),
            config.protectedFromDeletion(),
            stack.getAccount(),
            loadBalancerArn,
            "https://public-keys.auth.elb." + config.region() + ".amazonaws.com",
            config.operators().map(OperatorsConfig::clientId).orElse(NOBODY),
            config.operators().map(OperatorsConfig::roleClaim).orElse(NOBODY),
            audit.getTableName())
        .toMap();
  }

  /** Opens the doors to a function. */
  void open(Construct scope, String id, GameFunction function, LiveFunction live) {
    List<OperationsPart> parts =
        List.of(OperationsPart.values()).stream()
            .filter(part -> part.function() == function)
            .toList();
    FunctionUrl url =
        live.live()
            .addFunctionUrl(
                FunctionUrlOptions.builder()
                    .authType(FunctionUrlAuthType.AWS_IAM)
                    .invokeMode(InvokeMode.BUFFERED)
                    .build());
    StringParameter.Builder.create(scope, id + "Address")
        // The command line looks it up.
        .parameterName(parts.getFirst().parameter(config.name().key()))
        .description("Where operators call " + function.functionName() + " with signed requests")
        .stringValue(url.getUrl())
        .build();
    List<OperationsPart> reached =
        parts.stream().filter(part -> !part.asksWho() || config.operators().isPresent()).toList();
    if (!reached.isEmpty()) {
      ListenerAction forward =
          ListenerAction.forward(
              List.of(
                  AliasTarget.group(scope, id + "Operators", live.live(), AliasTarget.UNCHECKED)));
      for (OperationsPart part : reached) {
        ApplicationListenerRule.Builder.create(scope, id + "Operators" + part.priority())
            .listener(listener)
            .priority(part.priority())
            .conditions(
                List.of(
                    ListenerCondition.hostHeaders(List.of(config.edge().opsDomain())),
                    ListenerCondition.pathPatterns(List.of(part.path()))))
            .action(
                part.asksWho()
                    ? signedIn(part, config.operators().orElseThrow(), forward)
                    : forward)
            .build();
      }
    }
  }

  private ListenerAction signedIn(
      OperationsPart part, OperatorsConfig provider, ListenerAction next) {
    return ListenerAction.authenticateOidc(
        AuthenticateOidcOptions.builder()
            .issuer(provider.issuer())
            .authorizationEndpoint(provider.authorizationEndpoint())
            .tokenEndpoint(provider.tokenEndpoint())
            .userInfoEndpoint(provider.userInfoEndpoint())
            .clientId(provider.clientId())
            .clientSecret(
                SecretValue.secretsManager(
                    OperatorsConfig.secretName(config.name()),
                    SecretsManagerSecretOptions.builder()
                        .jsonField(OperatorsConfig.SECRET_MEMBER)
                        .build()))
            .scope("openid email profile")
            .sessionTimeout(SIGNED_IN)
            .onUnauthenticatedRequest(
                part.isApi() ? UnauthenticatedAction.DENY : UnauthenticatedAction.AUTHENTICATE)
            // The load balancer's own group allows it, for the keys of players' tokens.
            .allowHttpsOutbound(false)
            .next(next)
            .build());
  }
}
