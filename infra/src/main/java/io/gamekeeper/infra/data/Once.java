package io.gamekeeper.infra.data;

import io.gamekeeper.contract.OnceTable;
import io.gamekeeper.contract.Use;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/** What was done already, so that it is not done twice; records expire by themselves. */
public final class Once extends Construct {
  private final Table table;
  private final EncryptedTable access;

  Once(Construct scope, String id, IKey key, RemovalPolicy removalPolicy) {
    super(scope, id);
    table =
        EncryptedTable.properties(this, OnceTable.PARTITION_KEY, key, removalPolicy)
            .timeToLiveAttribute(OnceTable.EXPIRY)
            .build();
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
