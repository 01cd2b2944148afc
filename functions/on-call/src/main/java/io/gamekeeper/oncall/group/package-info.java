/** Alerts that are told together, and when. */
@NullMarked
package io.gamekeeper.oncall.group;

import org.jspecify.annotations.NullMarked;
