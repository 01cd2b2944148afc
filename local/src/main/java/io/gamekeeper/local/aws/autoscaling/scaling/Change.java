package io.gamekeeper.local.aws.autoscaling.scaling;

/**
 * What a policy makes of a group.
 *
 * @param desired the group's new capacity
 * @param alarm the name of the alarm that called the policy
 * @param state the state of that alarm
 * @param policy the policy's name
 */
public record Change(int desired, String alarm, String state, String policy) {}
