package io.gamekeeper.infra.data;

import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.Protection;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * An on-demand table under a key of ours, with recovery to any second of the last 35 days, and what
 * it takes to use it: permission for the table's operations and, through DynamoDB only, for the
 * key.
 */
public final class EncryptedTable extends Construct {
  private static final List<String> KEY_ACTIONS =
      List.of(
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo");

  private final Table table;
  private final ServiceKey key;

  /**
   * The keys of a table.
   *
   * @param partitionKey a text attribute
   * @param sortKey a text attribute
   * @param expiry the attribute with the epoch second after which DynamoDB may delete an item
   */
  record Schema(String partitionKey, Optional<String> sortKey, Optional<String> expiry) {

    /** Returns the schema of a table whose partitions are sorted and whose items stay. */
    static Schema sorted(String partitionKey, String sortKey) {
      return new Schema(partitionKey, Optional.of(sortKey), Optional.empty());
    }

    /** Returns the schema of a table whose partitions are sorted and of whose items some expire. */
    static Schema sortedExpiring(String partitionKey, String sortKey, String expiry) {
      return new Schema(partitionKey, Optional.of(sortKey), Optional.of(expiry));
    }

    /** Returns the schema of a table with one item per partition, which expires by itself. */
    static Schema expiring(String partitionKey, String expiry) {
      return new Schema(partitionKey, Optional.empty(), Optional.of(expiry));
    }
  }

  EncryptedTable(Construct scope, String id, Schema schema, IKey key, Protection protection) {
    super(scope, id);
    Table.Builder builder =
        Table.Builder.create(this, "Table")
            .partitionKey(text(schema.partitionKey()))
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .pointInTimeRecoverySpecification(
                PointInTimeRecoverySpecification.builder().pointInTimeRecoveryEnabled(true).build())
            .encryption(TableEncryption.CUSTOMER_MANAGED)
            .encryptionKey(key)
            .deletionProtection(protection.refusesDeletion())
            .removalPolicy(protection.removalPolicy());
    schema.sortKey().map(EncryptedTable::text).ifPresent(builder::sortKey);
    schema.expiry().ifPresent(builder::timeToLiveAttribute);
    table = builder.build();
    this.key = new ServiceKey(key, "dynamodb");
  }

  /** Returns the table, for its name. */
  public ITable table() {
    return table;
  }

  /** Allows exactly that use of the table, and the use of the key that DynamoDB then makes. */
  public void grant(IGrantable grantee, Use use) {
    table.grant(grantee, use.actions().toArray(String[]::new));
    key.grant(grantee, KEY_ACTIONS);
  }

  private static Attribute text(String name) {
    return Attribute.builder().name(name).type(AttributeType.STRING).build();
  }
}
