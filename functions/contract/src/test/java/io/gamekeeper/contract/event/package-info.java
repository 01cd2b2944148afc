/** Tests of the events' schemas. */
@NullMarked
package io.gamekeeper.contract.event;

import org.jspecify.annotations.NullMarked;
