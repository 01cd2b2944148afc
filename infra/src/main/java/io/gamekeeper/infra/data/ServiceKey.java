package io.gamekeeper.infra.data;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;

/**
 * A customer key that one service uses on behalf of its callers.
 *
 * @param service the first label of its host name, such as {@code dynamodb}
 */
record ServiceKey(IKey key, String service) {

  /** Allows these actions with the key, through the service only. */
  void grant(IGrantable grantee, List<String> actions) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(key.getKeyArn()))
                .conditions(
                    Map.of(
                        "StringEquals",
                        Map.of(
                            "kms:ViaService",
                            service + "." + Stack.of(key).getRegion() + ".amazonaws.com")))
                .build());
  }
}
