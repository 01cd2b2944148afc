package io.gamekeeper.local.aws.glue;

import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.regex.Pattern;

/**
 * Databases.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html">Name
 *     databases, tables, and columns</a>
 */
record DatabaseType(Catalogue catalogue) implements ResourceType {
  /** Athena takes no other signs. */
  static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,255}");

  @Override
  public String type() {
    return "AWS::Glue::Database";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    checkCatalogue(context);
    ResourceProperties input = properties.object("DatabaseInput");
    input.inert("a text for people", "Description");
    String name = named(input);
    if (!catalogue.addDatabase(name, context.environment())) {
      throw new TemplateException(input.where("Name"), "is " + name + ", as another is named");
    }
    return Provisioned.simulated(name, "a database of the catalogue");
  }

  /** Returns the name of a database or a table. */
  static String named(ResourceProperties input) {
    String name = input.string("Name");
    if (!NAME.matcher(name).matches()) {
      throw new TemplateException(
          input.where("Name"),
          "is " + name + ": Athena takes small letters, digits and underscores only");
    }
    return name;
  }

  /** Checks that the catalogue is that of the account. */
  static void checkCatalogue(ResourceContext context) {
    String catalogue = context.properties().string("CatalogId");
    if (!catalogue.equals(context.environment().account())) {
      throw new TemplateException(
          context.properties().where("CatalogId"), "is " + catalogue + " instead of the account");
    }
  }
}
