package io.gamekeeper.local.time;

import io.gamekeeper.platform.Waiting;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The sources of time and chance that all functions of a stage share.
 *
 * @param random thread-safe
 */
public record StageTime(InstantSource clock, Waiting waiting, RandomGenerator random) {}
