@NullMarked
package io.gamekeeper.oncall.route;

import org.jspecify.annotations.NullMarked;
