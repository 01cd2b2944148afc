/** Tests of the server from the outside: its neighbours, and players good and bad. */
@NullMarked
package io.gamekeeper.fleet;

import org.jspecify.annotations.NullMarked;
