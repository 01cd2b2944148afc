package io.gamekeeper.infra.data;

import io.gamekeeper.contract.Use;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * A table under a key of ours, and what it takes to use it: permission for the table's operations
 * and, through DynamoDB only, for the key.
 */
record EncryptedTable(Table table, IKey key) {

  /** An on-demand table with recovery to any second of the last 35 days. */
  static Table create(
      Construct scope, String partitionKey, String sortKey, IKey key, RemovalPolicy removalPolicy) {
    return properties(scope, partitionKey, key, removalPolicy).sortKey(text(sortKey)).build();
  }

  /** The same without a sort key, to be completed. */
  static Table.Builder properties(
      Construct scope, String partitionKey, IKey key, RemovalPolicy removalPolicy) {
    return Table.Builder.create(scope, "Table")
        .partitionKey(text(partitionKey))
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .pointInTimeRecoverySpecification(
            PointInTimeRecoverySpecification.builder().pointInTimeRecoveryEnabled(true).build())
        .encryption(TableEncryption.CUSTOMER_MANAGED)
        .encryptionKey(key)
        .deletionProtection(removalPolicy == RemovalPolicy.RETAIN)
        .removalPolicy(removalPolicy);
  }

  /** Allows exactly that on the table, and what DynamoDB then asks of the key. */
  void grant(IGrantable grantee, Use use) {
    table.grant(grantee, use.actions().toArray(String[]::new));
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(
                    List.of(
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:Encrypt",
                        "kms:GenerateDataKey",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo"))
                .resources(List.of(key.getKeyArn()))
                .conditions(
                    Map.of(
                        "StringEquals",
                        Map.of(
                            "kms:ViaService",
                            "dynamodb." + Stack.of(table).getRegion() + ".amazonaws.com")))
                .build());
  }

  private static Attribute text(String name) {
    return Attribute.builder().name(name).type(AttributeType.STRING).build();
  }
}
