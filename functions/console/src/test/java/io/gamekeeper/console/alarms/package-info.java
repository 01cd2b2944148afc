@NullMarked
package io.gamekeeper.console.alarms;

import org.jspecify.annotations.NullMarked;
