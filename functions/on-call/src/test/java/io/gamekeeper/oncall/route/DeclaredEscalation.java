package io.gamekeeper.oncall.route;

/** The escalation that tests declare whose routes matter, and not it. */
final class DeclaredEscalation {
  static final String TEXT =
      """
      escalation:
        critical:
          wakes: true
          waitsForHours: false
          steps:
            - {tell: on_call, after: 0s}
            - {tell: next, after: 5m}
            - {tell: team, after: 10m}
        high: {wakes: true, waitsForHours: false, steps: [{tell: primary, after: 0s}]}
        medium: {wakes: false, waitsForHours: false, steps: [{tell: primary, after: 0s}]}
        low: {wakes: false, waitsForHours: true, steps: [{tell: primary, after: 0s}]}
      """;

  private DeclaredEscalation() {}
}
