/**
 * The real engines behind the stage, all from Maven artifacts: Redis and MariaDB as child
 * processes, DynamoDB Local and an S3 server inside this JVM. Tests can stop and restart each of
 * them as a fault.
 */
@NullMarked
package io.gamekeeper.local.engine;

import org.jspecify.annotations.NullMarked;
