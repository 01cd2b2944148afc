/**
 * Where data lives: the score log, the season standings and the Redis ranking, with the key that
 * encrypts them.
 */
@NullMarked
package io.gamekeeper.infra.data;

import org.jspecify.annotations.NullMarked;
