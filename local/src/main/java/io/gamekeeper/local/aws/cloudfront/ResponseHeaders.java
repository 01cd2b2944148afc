package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The resource type of response headers policies. */
final class ResponseHeaders implements ResourceType {
  private final Map<String, Added> policies;

  /**
   * The headers that a policy adds.
   *
   * @param always to each answer
   * @param crossOrigin to answers to another site's page
   */
  record Added(List<FrontRequest.Field> always, List<FrontRequest.Field> crossOrigin) {
    static final Added NOTHING = new Added(List.of(), List.of());

    Added {
      always = List.copyOf(always);
      crossOrigin = List.copyOf(crossOrigin);
    }
  }

  /**
   * Creates the type.
   *
   * @param policies gets each under its id
   */
  ResponseHeaders(Map<String, Added> policies) {
    this.policies = policies;
  }

  @Override
  public String type() {
    return "AWS::CloudFront::ResponseHeadersPolicy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("ResponseHeadersPolicyConfig");
    config.inert("informational only", "Name", "Comment");
    List<FrontRequest.Field> always = new ArrayList<>();
    config
        .optionalObject("SecurityHeadersConfig")
        .ifPresent(
            security -> {
              security
                  .optionalObject("ContentTypeOptions")
                  .ifPresent(
                      options -> {
                        options.inert("S3 sends none itself", "Override");
                        always.add(new FrontRequest.Field("x-content-type-options", "nosniff"));
                      });
              security
                  .optionalObject("StrictTransportSecurity")
                  .ifPresent(options -> always.add(strictTransport(options)));
            });
    List<FrontRequest.Field> crossOrigin = new ArrayList<>();
    config.optionalObject("CorsConfig").ifPresent(cors -> crossOrigin.addAll(crossOrigin(cors)));
    String id = context.generatedId("rh");
    policies.put(id, new Added(always, crossOrigin));
    return Provisioned.simulated(id, always.size() + crossOrigin.size() + " headers")
        .with("Id", id);
  }

  private static FrontRequest.Field strictTransport(ResourceProperties options) {
    options.inert("S3 sends none itself", "Override");
    return new FrontRequest.Field(
        "strict-transport-security",
        "max-age="
            + options.integer("AccessControlMaxAgeSec")
            + (options.bool("IncludeSubdomains", false) ? "; includeSubDomains" : "")
            + (options.bool("Preload", false) ? "; preload" : ""));
  }

  private static List<FrontRequest.Field> crossOrigin(ResourceProperties cors) {
    cors.inert("S3 sends none itself", "OriginOverride");
    cors.inert(
        "the stage answers GET and HEAD, which need no preflight",
        "AccessControlAllowCredentials",
        "AccessControlAllowHeaders",
        "AccessControlAllowMethods",
        "AccessControlMaxAgeSec");
    List<FrontRequest.Field> headers = new ArrayList<>();
    headers.add(
        new FrontRequest.Field(
            "access-control-allow-origin",
            String.join(", ", cors.object("AccessControlAllowOrigins").strings("Items"))));
    cors.optionalObject("AccessControlExposeHeaders")
        .ifPresent(
            exposed ->
                headers.add(
                    new FrontRequest.Field(
                        "access-control-expose-headers",
                        String.join(", ", exposed.strings("Items")))));
    return headers;
  }
}
