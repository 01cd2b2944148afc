@NullMarked
package io.gamekeeper.oncall;

import org.jspecify.annotations.NullMarked;
