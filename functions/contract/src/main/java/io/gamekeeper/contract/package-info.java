/**
 * The names that two sides must agree on – function handlers, environment variables, table keys,
 * metric names –, each written once. The CDK app writes them into the templates, the functions read
 * them, dashboards draw them. It uses the JDK only, so that depending on it costs nothing.
 */
@NullMarked
package io.gamekeeper.contract;

import org.jspecify.annotations.NullMarked;
