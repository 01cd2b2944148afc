/**
 * What the stage sees of the functions: their output as log groups, the metrics embedded in it,
 * their trace segments, and how long each route takes. Everything is kept in bounded memory and
 * stamped by the stage's clock.
 */
@NullMarked
package io.gamekeeper.local.observe;

import org.jspecify.annotations.NullMarked;
