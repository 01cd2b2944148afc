package io.gamekeeper.local.aws.glue;

import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.lake.CatalogueTable.Location;
import io.gamekeeper.local.lake.Column;
import io.gamekeeper.local.lake.PartitionProjection;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables of Parquet files in a bucket, whose partitions are computed.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html">Table
 *     API</a>
 */
record TableType(Catalogue catalogue) implements ResourceType {
  private static final String PARQUET = "org.apache.hadoop.hive.ql.io.parquet.";

  @Override
  public String type() {
    return "AWS::Glue::Table";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    DatabaseType.checkCatalogue(context);
    String database = properties.string("DatabaseName");
    if (!catalogue.hasDatabase(database)) {
      throw new TemplateException(
          properties.where("DatabaseName"), "is " + database + ", which no template declares");
    }
    ResourceProperties input = properties.object("TableInput");
    input.inert("a text for people", "Description");
    only(input, "TableType", "EXTERNAL_TABLE");
    String name = DatabaseType.named(input);
    ResourceProperties storage = input.object("StorageDescriptor");
    only(storage, "InputFormat", PARQUET + "MapredParquetInputFormat");
    only(storage, "OutputFormat", PARQUET + "MapredParquetOutputFormat");
    only(storage.object("SerdeInfo"), "SerializationLibrary", PARQUET + "serde.ParquetHiveSerDe");
    Set<String> names = new HashSet<>();
    List<Column> columns = columns(storage, "Columns", names);
    List<Column> partitions = columns(input, "PartitionKeys", names);
    Map<String, String> parameters = input.stringMap("Parameters");
    only(input, parameters, "classification", "parquet");
    Location location = location(storage);
    CatalogueTable table =
        new CatalogueTable(
            database,
            name,
            columns,
            partitions,
            location,
            parameters,
            projection(input, parameters, location, partitions));
    if (!catalogue.addTable(table)) {
      throw new TemplateException(input.where("Name"), "is " + name + ", as another is named");
    }
    return Provisioned.simulated(name, columns.size() + " columns over " + location);
  }

  private static Location location(ResourceProperties storage) {
    try {
      return Location.parse(storage.string("Location"));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(storage.where("Location"), String.valueOf(e.getMessage()), e);
    }
  }

  private static PartitionProjection projection(
      ResourceProperties input,
      Map<String, String> parameters,
      Location location,
      List<Column> partitions) {
    try {
      return PartitionProjection.parse(
          parameters, location, partitions.stream().map(Column::name).toList());
    } catch (IllegalArgumentException e) {
      throw new TemplateException(input.where("Parameters"), String.valueOf(e.getMessage()), e);
    }
  }

  private static List<Column> columns(
      ResourceProperties object, String property, Set<String> names) {
    List<Column> columns = new ArrayList<>();
    for (ResourceProperties each : object.objects(property)) {
      each.inert("a text for people", "Comment");
      String name = each.string("Name");
      if (!DatabaseType.NAME.matcher(name).matches() || !names.add(name)) {
        throw new TemplateException(
            each.where("Name"),
            "is " + name + ": columns have different names of small letters, digits, underscores");
      }
      String type = each.string("Type");
      columns.add(
          new Column(
              name,
              Column.Type.of(type)
                  .orElseThrow(
                      () ->
                          new TemplateException(
                              each.where("Type"),
                              "is " + type + ", which the stage cannot store"))));
    }
    if (columns.isEmpty()) {
      throw new TemplateException(object.where(property), "is missing");
    }
    return columns;
  }

  private static void only(ResourceProperties object, String property, String value) {
    String found = object.string(property);
    if (!found.equals(value)) {
      throw new TemplateException(
          object.where(property), "is " + found + "; the stage has nothing but " + value);
    }
  }

  private static void only(
      ResourceProperties object, Map<String, String> parameters, String name, String value) {
    if (!value.equals(parameters.get(name))) {
      throw new TemplateException(
          object.where("Parameters"), name + " must be " + value + ": the stage has nothing else");
    }
  }
}
