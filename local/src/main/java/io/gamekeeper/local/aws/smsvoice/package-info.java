/** The stage's End User Messaging: text messages and calls to the inbox. */
@NullMarked
package io.gamekeeper.local.aws.smsvoice;

import org.jspecify.annotations.NullMarked;
