/** Amazon EventBridge: event buses, rules and the delivery to their targets. */
@NullMarked
package io.gamekeeper.local.aws.events;

import org.jspecify.annotations.NullMarked;
