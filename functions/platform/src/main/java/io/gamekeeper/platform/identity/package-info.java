/** Who is calling: players by their bearer tokens, operators by the load balancer or their role. */
@NullMarked
package io.gamekeeper.platform.identity;

import org.jspecify.annotations.NullMarked;
