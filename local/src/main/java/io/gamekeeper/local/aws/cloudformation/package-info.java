/** AWS CloudFormation's custom resources, which functions create while the stage starts. */
@NullMarked
package io.gamekeeper.local.aws.cloudformation;

import org.jspecify.annotations.NullMarked;
