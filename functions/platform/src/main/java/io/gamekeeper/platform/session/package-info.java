/** Players' sessions as game servers report them, for the functions that read them. */
@NullMarked
package io.gamekeeper.platform.session;

import org.jspecify.annotations.NullMarked;
