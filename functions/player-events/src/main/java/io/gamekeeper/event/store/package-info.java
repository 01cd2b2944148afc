/** Where players' events are kept: DynamoDB and the lake. */
@NullMarked
package io.gamekeeper.event.store;

import org.jspecify.annotations.NullMarked;
