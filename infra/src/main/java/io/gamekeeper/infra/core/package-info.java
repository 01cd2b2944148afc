/** What several stacks point at, so that no cycle arises: event bus, alarm topic and its key. */
@NullMarked
package io.gamekeeper.infra.core;

import org.jspecify.annotations.NullMarked;
