/** What every AWS service of the stage brings, and what it stands on. */
@NullMarked
package io.gamekeeper.local.service;

import org.jspecify.annotations.NullMarked;
