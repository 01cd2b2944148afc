package io.gamekeeper.local.aws.kms;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;

/**
 * The resource type of keys: a key's policy decides who reads what it encrypts, and some keys sign.
 */
record Key(AccessControl control, SigningKeys signing) implements ResourceType {
  @Override
  public String type() {
    return "AWS::KMS::Key";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert(
        "nothing is encrypted on a laptop",
        "EnableKeyRotation",
        "RotationPeriodInDays",
        "MultiRegion");
    properties.inert("informational only", "Description");
    properties.inert("keys are deleted with the stage", "PendingWindowInDays");
    // A UUID, as KMS gives them, made of the generated id's digits.
    String digits = context.generatedId("").substring(2) + "0000000000000000";
    String id = digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12}).*", "$1-$2-$3-$4-$5");
    String arn = context.environment().arn("kms", "key/" + id);
    control.createKey(
        arn, Policy.parse(properties.where("KeyPolicy"), properties.json("KeyPolicy")));
    return Provisioned.simulated(
            id,
            signs(properties, id, arn)
                ? "signs with a key pair of the data folder"
                : "decides who reads what it encrypts")
        .with("Arn", arn)
        .with("KeyId", id);
  }

  private boolean signs(ResourceProperties properties, String id, String arn) {
    String use = properties.string("KeyUsage", "ENCRYPT_DECRYPT");
    String spec = properties.string("KeySpec", "SYMMETRIC_DEFAULT");
    if (use.equals("ENCRYPT_DECRYPT") && spec.equals("SYMMETRIC_DEFAULT")) {
      return false;
    }
    if (!use.equals("SIGN_VERIFY") || !spec.equals("ECC_NIST_P256")) {
      throw new TemplateException(
          properties.where("KeySpec"),
          "is " + spec + " for " + use + "; the stage has no such keys");
    }
    signing.create(id, arn);
    return true;
  }
}
