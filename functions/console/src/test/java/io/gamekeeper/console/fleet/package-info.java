@NullMarked
package io.gamekeeper.console.fleet;

import org.jspecify.annotations.NullMarked;
