/**
 * The game fleet: Auto Scaling groups whose instances are processes of this machine, with lifecycle
 * hooks, warm pools, health checks, interruptions and refreshes as EC2 Auto Scaling has them, by
 * the stage's clock.
 */
@NullMarked
package io.gamekeeper.local.fleet;

import org.jspecify.annotations.NullMarked;
