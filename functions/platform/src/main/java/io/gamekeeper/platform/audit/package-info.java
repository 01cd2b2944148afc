/** The account of what operators change: who, when, why, before and after. */
@NullMarked
package io.gamekeeper.platform.audit;

import org.jspecify.annotations.NullMarked;
