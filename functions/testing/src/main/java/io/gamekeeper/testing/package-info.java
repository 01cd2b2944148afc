/**
 * What the tests of several modules share. It is on test class paths only and never shipped. The
 * fake of the platform's seam is with the seam, in the tests of {@code functions/platform}.
 */
@NullMarked
package io.gamekeeper.testing;

import org.jspecify.annotations.NullMarked;
