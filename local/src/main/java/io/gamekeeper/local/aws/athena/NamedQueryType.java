package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.QueryText.RefusedException;
import io.gamekeeper.local.aws.athena.QueryText.TableReference;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Named queries. Each is read when the stage starts, so that none is outside of what it runs, and
 * none names a table that is not there.
 *
 * @param saved by id
 */
record NamedQueryType(Catalogue catalogue, Workgroups workgroups, Map<String, SavedText> saved)
    implements ResourceType {
  /** API reference, CreateNamedQuery. */
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_DESCRIPTION = 1024;
  private static final int LONGEST_QUERY = 262_144;

  @Override
  public String type() {
    return "AWS::Athena::NamedQuery";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = limited(properties, "Name", properties.string("Name"), LONGEST_NAME);
    String description =
        limited(
            properties, "Description", properties.string("Description", ""), LONGEST_DESCRIPTION);
    String text =
        limited(properties, "QueryString", properties.string("QueryString"), LONGEST_QUERY);
    String database = properties.string("Database");
    String workgroup = properties.string("WorkGroup", Workgroups.PRIMARY);
    if (workgroups.find(workgroup).isEmpty()) {
      throw new TemplateException(
          properties.where("WorkGroup"), "is " + workgroup + ", which no template declares");
    }
    QueryText query = query(properties, text);
    context.whenAllCreated(
        () -> {
          for (TableReference reference : query.references()) {
            String of = reference.database().orElse(database);
            if (catalogue.table(of, reference.table()).isEmpty()) {
              throw new TemplateException(
                  properties.where("QueryString"),
                  "names " + of + "." + reference.table() + ", which no template declares");
            }
          }
        });
    String id =
        UUID.nameUUIDFromBytes(context.generatedName().getBytes(StandardCharsets.UTF_8)).toString();
    saved.put(id, new SavedText(id, name, description, database, workgroup, text));
    return Provisioned.simulated(id, "asks " + query.references().size() + " tables")
        .with("NamedQueryId", id);
  }

  private static QueryText query(ResourceProperties properties, String text) {
    try {
      return QueryText.parse(text);
    } catch (RefusedException | NotSimulatedException e) {
      throw new TemplateException(
          properties.where("QueryString"), String.valueOf(e.getMessage()), e);
    }
  }

  private static String limited(
      ResourceProperties properties, String property, String text, int longest) {
    if (text.length() > longest) {
      throw new TemplateException(
          properties.where(property), "is longer than " + longest + " characters");
    }
    return text;
  }
}
