/** The stage's own token issuer: signs players' tokens and answers for the issuer's key set. */
@NullMarked
package io.gamekeeper.local.identity;

import org.jspecify.annotations.NullMarked;
