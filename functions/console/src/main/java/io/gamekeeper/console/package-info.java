/** The operators' console: its pages, and what they show of CloudWatch, X-Ray and Auto Scaling. */
@NullMarked
package io.gamekeeper.console;

import org.jspecify.annotations.NullMarked;
