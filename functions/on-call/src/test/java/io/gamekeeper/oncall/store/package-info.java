/** Tests of what on-call keeps. */
@NullMarked
package io.gamekeeper.oncall.store;

import org.jspecify.annotations.NullMarked;
