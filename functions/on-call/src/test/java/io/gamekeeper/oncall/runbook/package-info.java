/** Tests of the pages that say what to do about an alarm. */
@NullMarked
package io.gamekeeper.oncall.runbook;

import org.jspecify.annotations.NullMarked;
