package io.gamekeeper.infra.data;

import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.amazon.awscdk.services.ssm.IStringParameter;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The settings of the app stores that people change while the product runs: the keys to the stores,
 * and which provider each store is asked through. The templates only say what both start with.
 * CloudFormation writes a value again when its text in the template changes – or, for the
 * parameter, any other of its properties –, so nothing here is edited without a reason to overwrite
 * what people set.
 */
public final class StoreSettings extends Construct {
  private final IKey key;
  private final Secret credentials;
  private final StringParameter providerSwitch;

  StoreSettings(
      Construct scope, String id, StageName stage, IKey key, RemovalPolicy removalPolicy) {
    super(scope, id);
    this.key = key;
    credentials =
        Secret.Builder.create(this, "Credentials")
            .description("Keys to the app stores; a person fills them in")
            .encryptionKey(key)
            // Parses as JSON from the first minute; functions say which member is empty.
            .generateSecretString(
                SecretStringGenerator.builder()
                    .secretStringTemplate(Stack.of(this).toJsonString(placeholder()))
                    .generateStringKey("placeholder")
                    .build())
            .removalPolicy(removalPolicy)
            .build();
    Findings.acknowledge(
        credentials,
        "AwsSolutions-SMG4",
        "Apple and Google issue these keys; a person replaces them in the stores' consoles");
    providerSwitch =
        StringParameter.Builder.create(this, "ProviderSwitch")
            // On-call types it.
            .parameterName("/gamekeeper/" + stage.key() + "/payment/provider-switch")
            .description("How each store is asked about a receipt: primary or backup")
            .stringValue(ProviderSwitch.INITIAL)
            .build();
  }

  /** Returns the secret with the stores' keys. */
  public ISecret credentials() {
    return credentials;
  }

  /** Allows reading the secret with the stores' keys. */
  public void grantCredentials(IGrantable grantee, Use use) {
    new EncryptedSecret(credentials, key).grant(grantee, use);
  }

  /** Allows reading the parameter that says how each store is asked. */
  public void grantProviderSwitch(IGrantable grantee, Use use) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(List.of(providerSwitch.getParameterArn()))
                .build());
  }

  /** Returns the parameter that says how each store is asked. */
  public IStringParameter providerSwitch() {
    return providerSwitch;
  }

  private static Map<String, Object> placeholder() {
    Map<String, Object> apple = new LinkedHashMap<>();
    apple.put(StoreCredentials.APPLE_ISSUER_ID, "");
    apple.put(StoreCredentials.APPLE_KEY_ID, "");
    apple.put(StoreCredentials.APPLE_PRIVATE_KEY, "");
    apple.put(StoreCredentials.APPLE_ROOT_CERTIFICATES, List.of());
    Map<String, Object> google = new LinkedHashMap<>();
    google.put(StoreCredentials.GOOGLE_SERVICE_ACCOUNT, Map.of());
    google.put(StoreCredentials.GOOGLE_LICENCE_KEY, "");
    google.put(StoreCredentials.GOOGLE_NOTIFIER, "");
    Map<String, Object> placeholder = new LinkedHashMap<>();
    placeholder.put(StoreCredentials.APPLE, apple);
    placeholder.put(StoreCredentials.GOOGLE, google);
    return placeholder;
  }
}
