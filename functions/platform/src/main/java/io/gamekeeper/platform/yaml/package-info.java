/** Reads YAML that people write, strictly; for functions whose bundle brings SnakeYAML. */
@NullMarked
package io.gamekeeper.platform.yaml;

import org.jspecify.annotations.NullMarked;
