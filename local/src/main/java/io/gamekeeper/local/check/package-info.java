/**
 * Whether the templates give the functions of the contract what the contract says: their handlers,
 * their rights, their routes. A stage that lacks some of it would start, and fail its players
 * later.
 */
@NullMarked
package io.gamekeeper.local.check;

import org.jspecify.annotations.NullMarked;
