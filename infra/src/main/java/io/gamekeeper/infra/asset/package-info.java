/** Assets: where they lie, who signs for them, and how players fetch them. */
@NullMarked
package io.gamekeeper.infra.asset;

import org.jspecify.annotations.NullMarked;
