/**
 * A game's assets outside of its build: releases that are published as a whole, fetched by what
 * changed, and rolled back. The domain: what a release is, and the order in which one becomes
 * visible. It knows no AWS.
 */
@NullMarked
package io.gamekeeper.asset;

import org.jspecify.annotations.NullMarked;
