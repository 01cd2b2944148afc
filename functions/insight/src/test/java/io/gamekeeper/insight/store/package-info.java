/** Tests on a real Redis, a real DynamoDB and the SDK. */
@NullMarked
package io.gamekeeper.insight.store;

import org.jspecify.annotations.NullMarked;
