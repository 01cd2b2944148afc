@NullMarked
package io.gamekeeper.oncall.schedule;

import org.jspecify.annotations.NullMarked;
