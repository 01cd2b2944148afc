/** The game API: its functions, the routes that lead to them and the timer that ends seasons. */
@NullMarked
package io.gamekeeper.infra.gameapi;

import org.jspecify.annotations.NullMarked;
