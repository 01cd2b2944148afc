/**
 * The dashboards as constructs: one page each, built from what a stack knows of its own resources.
 * They draw metrics by the names of the contract and of AWS's documents, and alarms by their names.
 */
@NullMarked
package io.gamekeeper.dashboards;

import org.jspecify.annotations.NullMarked;
