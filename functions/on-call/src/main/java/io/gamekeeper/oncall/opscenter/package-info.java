/** The operational items of the account. */
@NullMarked
package io.gamekeeper.oncall.opscenter;

import org.jspecify.annotations.NullMarked;
