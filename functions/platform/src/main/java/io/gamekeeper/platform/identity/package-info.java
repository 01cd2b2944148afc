/** Who is calling: players' bearer tokens, checked against the issuer's key set. */
@NullMarked
package io.gamekeeper.platform.identity;

import org.jspecify.annotations.NullMarked;
