package io.gamekeeper.infra.config;

import java.util.regex.Pattern;

/**
 * The payment database; in every stage over two zones, with a replica for reading.
 *
 * @param instanceClass RDS instance class, of the database and of its replica. Changed in a
 *     protected stage, each takes it in its next maintenance window; elsewhere at once. Either way
 *     nobody can buy for a minute or two
 * @param storageGiB what it starts with; it can be raised later, never lowered
 * @param maxStorageGiB what it may grow to by itself
 * @param backupDays how far back it can be restored to any second; a replica needs backups
 */
public record DatabaseConfig(
    String instanceClass, int storageGiB, int maxStorageGiB, int backupDays) {
  private static final Pattern INSTANCE_CLASS =
      Pattern.compile("db\\.[a-z0-9]+\\.(medium|\\d*x?large)");

  static DatabaseConfig read(ConfigObject database) {
    DatabaseConfig read =
        new DatabaseConfig(
            database.text(
                "instanceClass",
                INSTANCE_CLASS,
                "an RDS instance class such as db.r7g.large, from medium on, as smaller ones"
                    + " have no Performance Insights"),
            database.integer("storageGiB", 20, 65_536),
            database.integer("maxStorageGiB", 22, 65_536),
            database.integer("backupDays", 1, 35));
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    database.check(
        read.maxStorageGiB() * 10L >= read.storageGiB() * 11L,
        "maxStorageGiB "
            + read.maxStorageGiB()
            + " must be at least 10 % more than storageGiB "
            + read.storageGiB()
            + ", or storage cannot grow");
    return read;
  }
}
