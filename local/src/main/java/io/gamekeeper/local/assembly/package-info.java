/**
 * Reads what {@code cdk synth} wrote: the cloud assembly with its stacks, their templates and
 * assets, and resolves CloudFormation's intrinsic functions as the service would. Knows nothing of
 * what a resource does.
 */
@NullMarked
package io.gamekeeper.local.assembly;

import org.jspecify.annotations.NullMarked;
