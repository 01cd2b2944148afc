package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads how a group's instances are refreshed, and refuses what AWS refuses.
 *
 * @param watched the alarms that there are
 */
record RefreshReader(CloudWatchNames watched) {
  /** The most alarms that an instance refresh may watch. */
  private static final int MOST_ALARMS = 10;

  private static final int LONGEST_BAKING = 172_800;
  private static final RefreshSettings DEFAULT =
      new RefreshSettings(List.of(), false, Duration.ZERO);

  /**
   * Reads the update policy of a group.
   *
   * @param version the version of the template that the group names; empty if it names none
   */
  RefreshSettings read(ResourceContext context, LaunchTemplate template, Optional<String> version) {
    return context
        .updatePolicy()
        .optionalObject("AutoScalingInstanceRefresh")
        .flatMap(refresh -> refresh.optionalObject("Preferences"))
        .map(preferences -> read(context, preferences, template, version))
        .orElse(DEFAULT);
  }

  private RefreshSettings read(
      ResourceContext context,
      ResourceProperties preferences,
      LaunchTemplate template,
      Optional<String> version) {
    for (String excluded : List.of("SkipMatching", "AutoRollback")) {
      if (template.imageByParameter() && preferences.bool(excluded, false)) {
        throw new TemplateException(
            preferences.where(excluded), "is true" + FleetTypes.BY_PARAMETER);
      }
    }
    boolean rollsBack = preferences.bool("AutoRollback", false);
    if (rollsBack && version.filter(name -> name.startsWith("$")).isPresent()) {
      throw new TemplateException(
          preferences.where("AutoRollback"),
          "is true, but the group uses the version %s of its launch template; name a number"
              .formatted(version.get()));
    }
    int baking = preferences.integer("BakeTime", 0);
    if (baking < 0 || baking > LONGEST_BAKING) {
      throw new TemplateException(
          preferences.where("BakeTime"),
          "is %d; it is 0 to %d seconds".formatted(baking, LONGEST_BAKING));
    }
    return new RefreshSettings(alarms(context, preferences), rollsBack, Duration.ofSeconds(baking));
  }

  private List<String> alarms(ResourceContext context, ResourceProperties preferences) {
    Optional<ResourceProperties> specification = preferences.optionalObject("AlarmSpecification");
    if (specification.isEmpty()) {
      return List.of();
    }
    List<String> alarms = specification.get().strings("Alarms");
    String where = specification.get().where("Alarms");
    context.whenAllCreated(() -> check(where, alarms));
    return alarms;
  }

  private void check(String where, List<String> alarms) {
    if (alarms.isEmpty() || alarms.size() > MOST_ALARMS) {
      throw new TemplateException(
          where, "has " + alarms.size() + " alarms; a refresh takes 1 to " + MOST_ALARMS);
    }
    for (String alarm : alarms) {
      if (!watched.hasAlarm(alarm)) {
        throw new TemplateException(
            where, "names the alarm " + alarm + ", which no template declares");
      }
    }
  }
}
