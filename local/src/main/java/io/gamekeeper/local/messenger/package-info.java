/** Fake messengers and a fake watcher of heartbeats, with keys of their own. */
@NullMarked
package io.gamekeeper.local.messenger;

import org.jspecify.annotations.NullMarked;
