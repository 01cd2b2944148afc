/**
 * A game's assets outside of its build: releases that are published as a whole, fetched by what
 * changed, and rolled back.
 */
@NullMarked
package io.gamekeeper.asset;

import org.jspecify.annotations.NullMarked;
