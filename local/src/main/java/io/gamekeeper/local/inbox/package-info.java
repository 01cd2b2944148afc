/**
 * What has reached people by mail, messenger and phone, and the faults of the ways to them. Nothing
 * leaves the machine.
 */
@NullMarked
package io.gamekeeper.local.inbox;

import org.jspecify.annotations.NullMarked;
