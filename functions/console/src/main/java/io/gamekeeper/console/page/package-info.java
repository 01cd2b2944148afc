/** The console's pages: files of this module, as a browser gets them. */
@NullMarked
package io.gamekeeper.console.page;

import org.jspecify.annotations.NullMarked;
