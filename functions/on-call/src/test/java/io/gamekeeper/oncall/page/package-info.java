/** Tests of telling people. */
@NullMarked
package io.gamekeeper.oncall.page;

import org.jspecify.annotations.NullMarked;
