/** The VPC: three zones with public, private and isolated subnets, endpoints and flow logs. */
@NullMarked
package io.gamekeeper.infra.network;

import org.jspecify.annotations.NullMarked;
