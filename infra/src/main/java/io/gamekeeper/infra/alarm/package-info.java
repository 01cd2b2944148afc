/** Alarms: how the product's constructs raise them, beside what they watch. */
@NullMarked
package io.gamekeeper.infra.alarm;

import org.jspecify.annotations.NullMarked;
