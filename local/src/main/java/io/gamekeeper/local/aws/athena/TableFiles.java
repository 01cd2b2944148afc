package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.StoredObjects;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.service.Ground;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The files of tables: those that the projection finds, in the partitions that a query asks for.
 */
record TableFiles(StoredObjects objects, Ground ground) {

  /** A file of a table with the values of its partition. */
  record TableFile(String key, long bytes, SequencedMap<String, String> partition) {}

  /** Returns the files of a table whose partitions fulfil a condition. */
  List<TableFile> of(CatalogueTable table, Predicate<Map<String, String>> wanted) {
    Instant now = ground.time().clock().instant();
    List<TableFile> files = new ArrayList<>();
    for (S3Object object :
        objects
            .client(table.location().bucket())
            .listObjectsV2Paginator(
                request ->
                    request.bucket(table.location().bucket()).prefix(table.location().folder()))
            .contents()) {
      table
          .projection()
          .partition(object.key(), now)
          .filter(wanted)
          .ifPresent(partition -> files.add(new TableFile(object.key(), object.size(), partition)));
    }
    return files;
  }

  /**
   * Fetches files, each into the folder of its partition, in the form {@code day=2026-11-30}.
   *
   * @param folder for the table; created
   */
  void fetch(CatalogueTable table, List<TableFile> files, Path folder) throws IOException {
    int number = 0;
    for (TableFile file : files) {
      Path place = folder;
      for (Map.Entry<String, String> value : file.partition().entrySet()) {
        place =
            place.resolve(
                value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8));
      }
      Files.createDirectories(place);
      objects
          .client(table.location().bucket())
          .getObject(
              request -> request.bucket(table.location().bucket()).key(file.key()),
              place.resolve(number++ + ".parquet"));
    }
  }
}
