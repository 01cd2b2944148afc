/**
 * Every name that two sides must agree on – function handlers, environment variables, table keys,
 * metric names – written once. The CDK app writes them into the templates, the functions read them,
 * dashboards draw them. Plain JDK only, so that each side can depend on it for nothing.
 */
@NullMarked
package io.gamekeeper.contract;

import org.jspecify.annotations.NullMarked;
