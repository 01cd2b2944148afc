/**
 * Route 53 on the stage: the records of the templates, which lead a host name to the load balancer
 * or to a distribution, for requests at the stage's port and for functions.
 */
@NullMarked
package io.gamekeeper.local.names;

import org.jspecify.annotations.NullMarked;
