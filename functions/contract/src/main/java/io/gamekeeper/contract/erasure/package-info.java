/** What the parts of the product agree on to erase a player's data. */
@NullMarked
package io.gamekeeper.contract.erasure;

import org.jspecify.annotations.NullMarked;
