/** Who is on call when: people, their hours, rotations and overrides. */
@NullMarked
package io.gamekeeper.oncall.schedule;

import org.jspecify.annotations.NullMarked;
