/**
 * AWS WAF on the stage: the rules of a web ACL that the project writes itself, tried in their order
 * before the load balancer's own.
 */
@NullMarked
package io.gamekeeper.local.firewall;

import org.jspecify.annotations.NullMarked;
