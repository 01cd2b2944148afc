/** Tests of what a user edits. */
@NullMarked
package io.gamekeeper.infra.config;

import org.jspecify.annotations.NullMarked;
