/**
 * AWS Lambda: functions in class loaders of their own, asynchronous events and event source
 * mappings.
 */
@NullMarked
package io.gamekeeper.local.aws.lambda;

import org.jspecify.annotations.NullMarked;
