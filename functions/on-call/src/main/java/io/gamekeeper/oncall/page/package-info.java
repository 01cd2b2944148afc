/**
 * Telling people: which groups there are, what has been told of each, and the pages that are on
 * their way. Everything is kept before anything is sent.
 */
@NullMarked
package io.gamekeeper.oncall.page;

import org.jspecify.annotations.NullMarked;
