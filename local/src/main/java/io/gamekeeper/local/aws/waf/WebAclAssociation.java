package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An association of a web ACL with the load balancer.
 *
 * @param acls all web ACLs, by their ARN
 * @param before takes the web ACL of the load balancer
 */
record WebAclAssociation(Map<String, WebAcl> acls, Consumer<WebAcl> before)
    implements ResourceType {
  @Override
  public String type() {
    return "AWS::WAFv2::WebACLAssociation";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String arn = properties.string("WebACLArn");
    WebAcl acl = acls.get(arn);
    if (acl == null) {
      throw new TemplateException(
          properties.where("WebACLArn"), "is " + arn + ", which is not a web ACL of the templates");
    }
    String guarded = properties.string("ResourceArn");
    if (!guarded.contains(":loadbalancer/app/")) {
      throw new TemplateException(
          properties.where("ResourceArn"),
          "is " + guarded + ", which is not an application load balancer");
    }
    before.accept(acl);
    return Provisioned.simulated(context.generatedId("assoc"), "in front of " + guarded);
  }
}
