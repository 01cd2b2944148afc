/**
 * Turns templates into running resources: one {@link io.gamekeeper.local.resource.ResourceType} per
 * CloudFormation type, a property reader that records what was read so that nothing in a template
 * is ignored in silence, and the provisioner that creates everything in the order of its references
 * and closes it in reverse.
 */
@NullMarked
package io.gamekeeper.local.resource;

import org.jspecify.annotations.NullMarked;
