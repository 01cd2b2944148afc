/** The payment domain's functions: what calls them, what they call, and what watches them. */
@NullMarked
package io.gamekeeper.infra.payment;

import org.jspecify.annotations.NullMarked;
