/** The pages that say what to do about an alarm, as they were when the functions were built. */
@NullMarked
package io.gamekeeper.oncall.runbook;

import org.jspecify.annotations.NullMarked;
