/** Both sides of the stores together: the functions' and the stage's. */
@NullMarked
package io.gamekeeper.stores;

import org.jspecify.annotations.NullMarked;
