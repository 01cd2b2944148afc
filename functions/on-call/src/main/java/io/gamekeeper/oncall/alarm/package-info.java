/** CloudWatch's alarms, as alerts. */
@NullMarked
package io.gamekeeper.oncall.alarm;

import org.jspecify.annotations.NullMarked;
