/** A Secrets Manager for tests. */
@NullMarked
package io.gamekeeper.oncall.secret;

import org.jspecify.annotations.NullMarked;
