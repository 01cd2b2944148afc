@NullMarked
package io.gamekeeper.console.dashboards;

import org.jspecify.annotations.NullMarked;
