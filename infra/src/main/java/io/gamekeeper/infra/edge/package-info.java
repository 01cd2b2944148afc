/**
 * The entrance for players: the load balancer with its certificate, listeners, firewall and access
 * log, and the public names.
 */
@NullMarked
package io.gamekeeper.infra.edge;

import org.jspecify.annotations.NullMarked;
