/**
 * The operators' console in a real browser: how its pages look and read, and what they do when the
 * stage is slow, gone, or answers with something hostile.
 */
@NullMarked
package io.gamekeeper.browser;

import org.jspecify.annotations.NullMarked;
