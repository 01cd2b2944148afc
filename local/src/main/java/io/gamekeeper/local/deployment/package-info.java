/**
 * What CloudFormation does beyond creating resources: it has functions create custom ones, and
 * remembers what they answered.
 */
@NullMarked
package io.gamekeeper.local.deployment;

import org.jspecify.annotations.NullMarked;
