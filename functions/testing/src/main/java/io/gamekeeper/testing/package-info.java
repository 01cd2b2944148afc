/** What the tests of several modules share. It is on test class paths only and never shipped. */
@NullMarked
package io.gamekeeper.testing;

import org.jspecify.annotations.NullMarked;
