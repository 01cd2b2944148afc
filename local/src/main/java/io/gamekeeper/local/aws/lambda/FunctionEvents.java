package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.Optional;

/** The resource type of settings for the asynchronous events of functions. */
final class FunctionEvents implements ResourceType {
  private final LambdaService functions;
  private final AccessControl control;
  private final Targets targets;

  FunctionEvents(LambdaService functions, AccessControl control, Targets targets) {
    this.functions = functions;
    this.control = control;
    this.targets = targets;
  }

  @Override
  public String type() {
    return "AWS::Lambda::EventInvokeConfig";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    FunctionConfig function = functions.function(properties.string("FunctionName"));
    String qualifier = properties.string("Qualifier");
    int retries = properties.integer("MaximumRetryAttempts", AsyncConfig.DEFAULT.retries());
    Duration age =
        properties
            .optionalInteger("MaximumEventAgeInSeconds")
            .map(Duration::ofSeconds)
            .orElse(AsyncConfig.DEFAULT.maximumAge());
    Optional<String> onFailure =
        properties
            .optionalObject("DestinationConfig")
            .flatMap(destinations -> destinations.optionalObject("OnFailure"))
            .map(destination -> destination.string("Destination"));
    functions.async(function.name(), qualifier, new AsyncConfig(retries, age, onFailure));
    onFailure.ifPresent(
        target -> context.whenAllCreated(() -> check(properties, function, target)));
    return Provisioned.running(
        context.generatedName(), retries + " retries, at most " + age.toSeconds() + " s old");
  }

  private void check(ResourceProperties properties, FunctionConfig function, String arn) {
    String where = properties.where("DestinationConfig");
    Target target = targets.declared(where, arn);
    Role role = control.role(function.roleArn()).orElseThrow();
    if (!role.decide(target.action(), arn, RequestContext.NONE).allowed()) {
      throw new TemplateException(
          where,
          "names "
              + arn
              + ", but the role "
              + role.name()
              + " of "
              + function.logicalId()
              + " may not "
              + target.action());
    }
  }
}
