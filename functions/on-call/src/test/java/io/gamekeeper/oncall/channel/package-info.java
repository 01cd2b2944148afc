/** Tests of the channels against services that answer as a test says. */
@NullMarked
package io.gamekeeper.oncall.channel;

import org.jspecify.annotations.NullMarked;
