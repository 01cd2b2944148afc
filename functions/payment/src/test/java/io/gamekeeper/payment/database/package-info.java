/** Tests of the payment database: its statements, its tables and their keepers. */
@NullMarked
package io.gamekeeper.payment.database;

import org.jspecify.annotations.NullMarked;
