package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.identity.SignatureCheck;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The resource type of function URLs: addresses at which callers who sign reach a function.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html">AWS::Lambda::Url</a>
 */
final class FunctionUrlType implements ResourceType {
  private final LambdaService functions;
  private final Ground ground;
  private final Names names;
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  /**
   * Creates the type.
   *
   * @param names where the hosts of URLs are made known
   */
  FunctionUrlType(LambdaService functions, Ground ground, Names names) {
    this.functions = functions;
    this.ground = ground;
    this.names = names;
  }

  /** Returns the ARNs of the functions that have URLs. */
  Set<String> called() {
    return Set.copyOf(called);
  }

  @Override
  public String type() {
    return "AWS::Lambda::Url";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    only(properties, "AuthType", properties.string("AuthType"), "AWS_IAM");
    only(properties, "InvokeMode", properties.string("InvokeMode", "BUFFERED"), "BUFFERED");
    if (properties.has("Cors")) {
      throw new TemplateException(
          properties.where("Cors"), "lets pages of other sites call, which is not simulated");
    }
    FunctionReference function = FunctionReference.parse(properties.string("TargetFunctionArn"));
    Optional<String> qualifier = properties.optionalString("Qualifier");
    if (qualifier.filter(text -> !text.matches("(?!\\d+$)[A-Za-z0-9_-]{1,128}")).isPresent()) {
      throw new TemplateException(
          properties.where("Qualifier"),
          "is " + qualifier.get() + "; only an alias or the function itself has a URL");
    }
    FunctionReference target =
        qualifier.map(alias -> new FunctionReference(function.name(), alias)).orElse(function);
    String arn = functions.qualifiedArn(target.toString());
    if (!called.add(arn)) {
      throw new TemplateException(
          properties.where("TargetFunctionArn"), "has a URL already; there is one at most");
    }
    context.whenAllCreated(() -> functions.check(arn));
    String id = UUID.nameUUIDFromBytes(arn.getBytes(UTF_8)).toString().replace("-", "");
    String region = context.environment().region();
    String host = id + ".lambda-url." + region + ".on.aws";
    names.add(
        host,
        new FunctionUrl(
            functions,
            arn,
            host,
            new SignatureCheck(ground.roles().sessions(), ground.time().clock(), region, "lambda"),
            ground));
    return Provisioned.running(arn, "https://" + host + "/")
        .with("FunctionArn", arn)
        .with("FunctionUrl", "https://" + host + "/");
  }

  private static void only(
      ResourceProperties properties, String name, String value, String supported) {
    if (!value.equals(supported)) {
      throw new TemplateException(
          properties.where(name), "is " + value + "; the stage supports " + supported);
    }
  }
}
