/**
 * The real engines behind the stage, all from Maven artifacts: Redis and MariaDB as child
 * processes, DynamoDB Local and an S3 server inside this JVM. Each can be stopped and started again
 * as a fault of the test's making.
 */
@NullMarked
package io.gamekeeper.local.engine;

import org.jspecify.annotations.NullMarked;
