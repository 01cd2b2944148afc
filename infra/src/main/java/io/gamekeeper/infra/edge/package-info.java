/** Where players come in: the load balancer with its certificate, listeners and access log. */
@NullMarked
package io.gamekeeper.infra.edge;

import org.jspecify.annotations.NullMarked;
