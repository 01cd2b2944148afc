/**
 * What if a line of the templates were missing or wrong? Every such change must stop the stage or
 * show in its first requests, by the name of the resource.
 */
@NullMarked
package io.gamekeeper.mutation;

import org.jspecify.annotations.NullMarked;
