/**
 * Queues and topics of the stage, in memory and by the stage's own time. Queues behave as SQS's
 * standard queues do: visibility, delays, retention, receive counts, dead letters. They are our own
 * because a stand-in for SQS such as ElasticMQ reads the machine's clock, and a stage can run on a
 * virtual one.
 */
@NullMarked
package io.gamekeeper.local.messaging;

import org.jspecify.annotations.NullMarked;
