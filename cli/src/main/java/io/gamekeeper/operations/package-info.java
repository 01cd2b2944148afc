/**
 * Client of the operations API, {@code /ops/v1}: the same requests through the door of a stage that
 * runs on this machine, or through that of a deployed stage, signed with the credentials of a role.
 */
@NullMarked
package io.gamekeeper.operations;

import org.jspecify.annotations.NullMarked;
