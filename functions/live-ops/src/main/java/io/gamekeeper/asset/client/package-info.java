/**
 * A sample of what a game does with releases: it keeps a folder up to date, fetches what it lacks
 * and nothing else, trusts nobody but the signing key, and survives being killed at any moment.
 */
@NullMarked
package io.gamekeeper.asset.client;

import org.jspecify.annotations.NullMarked;
