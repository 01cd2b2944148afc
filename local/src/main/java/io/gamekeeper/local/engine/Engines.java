package io.gamekeeper.local.engine;

import java.nio.file.Path;

/**
 * The engines that hold the data of a stage.
 *
 * @param folder below which they keep their files
 * @param outliveStages whether a stage leaves them running at its end, for the next one
 */
public record Engines(
    Path folder,
    DynamoEngine dynamo,
    RedisEngine redis,
    S3Engine s3,
    MariaDbEngine mariaDb,
    boolean outliveStages)
    implements AutoCloseable {

  /** Returns engines for one stage, which closes them; they keep their files below a folder. */
  public static Engines ofOneStage(Path folder, Durability durability) {
    return new Engines(
        folder,
        new DynamoEngine(folder.resolve("dynamodb"), durability),
        new RedisEngine(folder.resolve("redis"), durability),
        new S3Engine(folder.resolve("s3"), durability),
        new MariaDbEngine(folder.resolve("mariadb")),
        false);
  }

  /** Returns engines for stages that run one after the other; the caller closes them. */
  public static Engines ofManyStages(Path folder) {
    Engines once = ofOneStage(folder, Durability.TEMPORARY);
    return new Engines(folder, once.dynamo(), once.redis(), once.s3(), once.mariaDb(), true);
  }

  /** Returns the action of a stage on one of these engines at its end. */
  public AutoCloseable end(AutoCloseable engine) {
    return outliveStages ? () -> {} : engine;
  }

  @Override
  public void close() {
    mariaDb.close();
    s3.close();
    redis.close();
    dynamo.close();
  }
}
