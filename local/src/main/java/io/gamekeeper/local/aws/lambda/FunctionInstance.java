package io.gamekeeper.local.aws.lambda;

/**
 * One execution environment: a constructed handler that works on one invocation at a time.
 *
 * @param logStream names the instance in its log group, as Lambda does
 */
record FunctionInstance(HandlerType.Handler handler, String logStream) {}
