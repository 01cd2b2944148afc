@NullMarked
package io.gamekeeper.console.metrics;

import org.jspecify.annotations.NullMarked;
