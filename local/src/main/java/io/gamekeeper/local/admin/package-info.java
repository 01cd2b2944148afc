/**
 * The admin API, through which other processes, above all the command line, talk to a running
 * stage. It listens on the loopback address and asks for a bearer token from the stage's data
 * folder; a file per stage tells where it listens. Each capability declares its operations, with
 * the records that both ends exchange, in a class {@code XCalls}, and answers them in {@code
 * XOperations}.
 */
@NullMarked
package io.gamekeeper.local.admin;

import org.jspecify.annotations.NullMarked;
