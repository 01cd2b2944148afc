/**
 * X-Ray's ids, header and documents, and which traces are kept: plain Java, for functions and game
 * servers alike.
 */
@NullMarked
package io.gamekeeper.platform.trace;

import org.jspecify.annotations.NullMarked;
