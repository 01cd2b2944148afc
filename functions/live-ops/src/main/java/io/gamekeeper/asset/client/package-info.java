/**
 * A sample client of releases, as a game has one: it keeps a folder up to date, fetches only what
 * it lacks, trusts nothing but the signing key, and survives being killed at any moment.
 */
@NullMarked
package io.gamekeeper.asset.client;

import org.jspecify.annotations.NullMarked;
