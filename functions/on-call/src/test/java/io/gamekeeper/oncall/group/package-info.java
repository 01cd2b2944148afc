@NullMarked
package io.gamekeeper.oncall.group;

import org.jspecify.annotations.NullMarked;
