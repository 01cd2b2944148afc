/** AWS WAF: web ACLs in front of the load balancer. */
@NullMarked
package io.gamekeeper.local.aws.waf;

import org.jspecify.annotations.NullMarked;
