/** Tests of reports as they stand in Redis. */
@NullMarked
package io.gamekeeper.fleet.report;

import org.jspecify.annotations.NullMarked;
