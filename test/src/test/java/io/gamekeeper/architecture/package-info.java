/** The dependency rules of the project, checked on the compiled classes of every module. */
@NullMarked
package io.gamekeeper.architecture;

import org.jspecify.annotations.NullMarked;
