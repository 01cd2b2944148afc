/** What a server tells of its players' sessions to whoever counts them; knows Redis. */
@NullMarked
package io.gamekeeper.fleet.report;

import org.jspecify.annotations.NullMarked;
