package io.gamekeeper.local.aws.acm;

import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;

/** AWS Certificate Manager. */
public final class CertificateManager implements StageService {
  private static final int LONGEST_FIRST_NAME = 64;

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new NamedResource(
            "AWS::CertificateManager::Certificate",
            "TLS ends before the stage",
            (context, why) -> {
              // ACM API, RequestCertificate; longer names may stand among the further ones.
              int length = context.properties().string("DomainName").length();
              if (length > LONGEST_FIRST_NAME) {
                throw new TemplateException(
                    context.properties().where("DomainName"),
                    "has " + length + " characters; at most 64 are allowed");
              }
              return Provisioned.nameOnly(
                  context.environment().arn("acm", "certificate/" + context.generatedId("c")), why);
            }));
  }
}
