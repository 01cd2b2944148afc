/** What on-call keeps, in DynamoDB. */
@NullMarked
package io.gamekeeper.oncall.store;

import org.jspecify.annotations.NullMarked;
