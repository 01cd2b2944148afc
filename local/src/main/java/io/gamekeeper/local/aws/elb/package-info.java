/** Elastic Load Balancing: listeners, rules, and target groups of functions and servers. */
@NullMarked
package io.gamekeeper.local.aws.elb;

import org.jspecify.annotations.NullMarked;
