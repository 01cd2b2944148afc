/**
 * The stage's network: security groups and their rules. There are no packets; a connection is
 * refused where the templates' rules would drop it.
 */
@NullMarked
package io.gamekeeper.local.network;

import org.jspecify.annotations.NullMarked;
