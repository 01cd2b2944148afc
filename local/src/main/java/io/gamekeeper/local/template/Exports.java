package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The outputs that templates export for other stacks. */
final class Exports {
  private final List<Template> templates;
  private final Resolver resolver;

  /** Creates the exports of these templates. */
  Exports(Collection<Template> templates, Resolver resolver) {
    this.templates = List.copyOf(templates);
    this.resolver = resolver;
  }

  /**
   * An exported value.
   *
   * @param exporting the template with the output
   * @param where the place of the value in it
   */
  record Export(Template exporting, String where, JsonNode value) {
    JsonNode resolve(Resolver resolver) {
      return resolver.resolve(exporting, where, value);
    }
  }

  /**
   * Finds the export of a name in the importing template's account and region.
   *
   * @throws TemplateException if no stack exports it
   */
  Export find(Template importing, String where, String name) {
    for (Template candidate : templates) {
      for (Map.Entry<String, JsonNode> output : candidate.section("Outputs").properties()) {
        JsonNode exported = output.getValue().path("Export").path("Name");
        String place = candidate.name() + ".Outputs." + output.getKey();
        if (!exported.isMissingNode()
            && candidate.environment().equals(importing.environment())
            && resolver.text(candidate, place + ".Export.Name", exported).equals(name)) {
          return new Export(candidate, place + ".Value", output.getValue().path("Value"));
        }
      }
    }
    throw new TemplateException(where, "imports " + name + ", which no stack exports");
  }
}
