/** Tests of the CDK app against its synthesised templates; one synthesis serves them all. */
@NullMarked
package io.gamekeeper.infra;

import org.jspecify.annotations.NullMarked;
