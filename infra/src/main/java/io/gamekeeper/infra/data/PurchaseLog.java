package io.gamekeeper.infra.data;

import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.contract.Use;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/** Who bought what and when, for marketing; written from the announced events. */
public final class PurchaseLog extends Construct {
  private final Table table;
  private final EncryptedTable access;

  PurchaseLog(Construct scope, String id, IKey key, RemovalPolicy removalPolicy) {
    super(scope, id);
    table =
        EncryptedTable.create(
            this, PurchaseLogTable.PARTITION_KEY, PurchaseLogTable.SORT_KEY, key, removalPolicy);
    access = new EncryptedTable(table, key);
  }

  /** The table, for its name. */
  public ITable table() {
    return table;
  }

  /** Allows that on the table. */
  public void grant(IGrantable grantee, Use use) {
    access.grant(grantee, use);
  }
}
