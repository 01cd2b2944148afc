/**
 * AWS Lambda on the stage: functions are loaded from the zip that the template names, constructed
 * with the stage's {@link io.gamekeeper.platform.Platform}, scaled out and reused, timed out and
 * throttled as Lambda does it.
 */
@NullMarked
package io.gamekeeper.local.lambda;

import org.jspecify.annotations.NullMarked;
