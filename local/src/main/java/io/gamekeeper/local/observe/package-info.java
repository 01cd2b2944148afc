/**
 * The observations of the stage: log groups, metrics, traces and response times of functions. All
 * are kept in bounded memory, with times of the stage's clock.
 */
@NullMarked
package io.gamekeeper.local.observe;

import org.jspecify.annotations.NullMarked;
