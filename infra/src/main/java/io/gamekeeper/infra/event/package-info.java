/** Players' events: the functions that take and handle them, and the alarms about them. */
@NullMarked
package io.gamekeeper.infra.event;

import org.jspecify.annotations.NullMarked;
