/**
 * The App Store and Google Play as far as the functions see them: their signatures, their servers
 * and their notifications, with keys of our own. What a function sends is checked as the stores
 * would.
 */
@NullMarked
package io.gamekeeper.local.store;

import org.jspecify.annotations.NullMarked;
