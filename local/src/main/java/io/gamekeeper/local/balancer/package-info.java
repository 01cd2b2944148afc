/**
 * The Application Load Balancer on the stage: an HTTP front on the loopback address that honours
 * the template's listener rules, hands requests to functions as the events that AWS makes of them,
 * and turns what they return into responses by AWS's rules.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 *     functions as targets</a>
 */
@NullMarked
package io.gamekeeper.local.balancer;

import org.jspecify.annotations.NullMarked;
