/**
 * The product as its users meet it: the stage started from the synthesised templates, called over
 * HTTP, and the command line started as a process.
 */
@NullMarked
package io.gamekeeper.endtoend;

import org.jspecify.annotations.NullMarked;
