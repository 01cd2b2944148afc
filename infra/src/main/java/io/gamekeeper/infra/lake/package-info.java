/** The lake of players' events: its files, their tables, the stream that fills it, and queries. */
@NullMarked
package io.gamekeeper.infra.lake;

import org.jspecify.annotations.NullMarked;
