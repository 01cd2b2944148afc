/** The built zips as Lambda would run them: complete, small enough, quick enough to start. */
@NullMarked
package io.gamekeeper.packaging;

import org.jspecify.annotations.NullMarked;
