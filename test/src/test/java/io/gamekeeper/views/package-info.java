/** What operators see of the stage: the console's views on the stage's CloudWatch. */
@NullMarked
package io.gamekeeper.views;

import org.jspecify.annotations.NullMarked;
