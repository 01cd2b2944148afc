package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.message.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A post-incident review: what is known of an incident, and places for what people add. It asks for
 * causes and for what helped, never for who was at fault.
 */
public final class Review {
  /** What Markdown or a cell of its tables would take for its own. */
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_\\[\\]<>|#]");

  private final Incident incident;
  private final List<Entry> timeline;
  private final Instant began;
  private final StringBuilder text = new StringBuilder();

  private Review(Incident incident, List<Entry> timeline, Instant began) {
    this.incident = incident;
    this.timeline = timeline;
    this.began = began;
  }

  /**
   * Returns the review of an incident in Markdown.
   *
   * @param began since when players or the studio were affected; the incident's own beginning if
   *     nobody knows better
   */
  public static String of(Incident incident, List<Entry> timeline, Instant began) {
    return new Review(incident, timeline, began).write();
  }

  private String write() {
    line("# Incident %s: %s".formatted(incident.id(), escaped(incident.title())));
    line("");
    line(
        "%s, %s. All times are UTC."
            .formatted(incident.priority(), incident.state().name().toLowerCase(Locale.ROOT)));
    section(
        "Summary", "What happened, in three sentences that everyone in the studio understands.");
    impact();
    times();
    happened();
    section("Causes", "What made it possible? Ask why until the answer is something to change.");
    section("What helped, and what stood in the way", "Alarms, runbooks, tools, luck.");
    line("");
    line("## Lessons");
    line("");
    line("| what changes | who | until | ticket |");
    line("|---|---|---|---|");
    line("| | | | |");
    return text.toString();
  }

  private void impact() {
    section("Impact", "Who noticed what, for how long; players and purchases in numbers.");
    line("");
    for (Alert alert : incident.sorted()) {
      line(
          "- %s (%s)%s"
              .formatted(
                  escaped(alert.label(Alert.ALARM)),
                  alert.label(Alert.SEVERITY),
                  alert.meaning().isEmpty() ? "" : ": " + escaped(alert.meaning())));
    }
  }

  private void times() {
    Optional<Instant> told = Timeline.firstTold(timeline);
    line("");
    line("## Times");
    line("");
    line("| time to | took | from | until |");
    line("|---|---|---|---|");
    took("detect", Optional.of(began), "the beginning", told, "the first message");
    took("acknowledge", told, "the first message", Timeline.firstTaken(timeline), "taken on");
    took(
        "recover",
        Optional.of(began),
        "the beginning",
        incident.recovered(),
        "the end of the last alarm");
  }

  private void took(
      String what, Optional<Instant> from, String start, Optional<Instant> until, String end) {
    line(
        "| %s | %s | %s | %s |"
            .formatted(
                what,
                from.isPresent() && until.isPresent()
                    ? until.get().isBefore(from.get())
                        ? "no time"
                        : TimeSpan.brief(Duration.between(from.get(), until.get()))
                    : "–",
                from.map(at -> start + ", " + second(at)).orElse("–"),
                until.map(at -> end + ", " + second(at)).orElse("not yet")));
  }

  private void happened() {
    line("");
    line("## Timeline");
    line("");
    line("| time | what | who | more |");
    line("|---|---|---|---|");
    for (Entry entry : timeline) {
      line(
          "| %s | %s | %s | %s |"
              .formatted(
                  second(entry.at()),
                  escaped(entry.text()),
                  entry.by() == null ? "" : escaped(entry.by()),
                  escaped(entry.detail())));
    }
  }

  private void section(String title, String question) {
    line("");
    line("## %s".formatted(title));
    line("");
    line("_%s_".formatted(question));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String escaped(String value) {
    return MARKUP.matcher(value.replaceAll("\\s+", " ")).replaceAll("\\\\$0");
  }
}
