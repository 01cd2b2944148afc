/**
 * The CDK app: {@link io.gamekeeper.infra.App} builds one CDK stage per entry of {@code cdk.json};
 * each package below holds one capability and its stack.
 */
@NullMarked
package io.gamekeeper.infra;

import org.jspecify.annotations.NullMarked;
