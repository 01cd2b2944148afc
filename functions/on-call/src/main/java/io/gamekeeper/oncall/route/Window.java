package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.schedule.WeeklyHours;

/** Hours of the week with a name. */
public record Window(String name, WeeklyHours hours) {}
