package io.gamekeeper.infra.data;

import io.gamekeeper.contract.Use;
import java.util.List;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * A secret under a key of ours, and what it takes to read it: permission for the secret and,
 * through Secrets Manager only, for the key.
 */
record EncryptedSecret(ISecret secret, IKey key) {

  /**
   * Allows exactly that use of the secret, and the use of the key that Secrets Manager then makes.
   */
  void grant(IGrantable grantee, Use use) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(List.of(secret.getSecretArn()))
                .build());
    new ServiceKey(key, "secretsmanager").grant(grantee, List.of("kms:Decrypt"));
  }
}
