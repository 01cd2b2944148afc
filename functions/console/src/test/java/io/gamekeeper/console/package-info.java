@NullMarked
package io.gamekeeper.console;

import org.jspecify.annotations.NullMarked;
