/** Secrets of on-call's functions. */
@NullMarked
package io.gamekeeper.oncall.secret;

import org.jspecify.annotations.NullMarked;
