/** What the parts of on-call agree on. */
@NullMarked
package io.gamekeeper.contract.oncall;

import org.jspecify.annotations.NullMarked;
