package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.aws.athena.QueryText.Spot;
import io.gamekeeper.local.aws.athena.QueryText.TableReference;
import io.gamekeeper.local.lake.CatalogueTable;
import io.gamekeeper.local.lake.ParquetEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text of a query for the engine: that of Athena with its names in quotes, since what is a word
 * of the language differs between the two ({@code at} is one in DuckDB), and with tables by their
 * full names.
 */
final class EngineText {
  private EngineText() {}

  /** Returns the text, where these references mean these tables. */
  static String of(QueryText query, Map<TableReference, CatalogueTable> tables) {
    List<Spot> spots = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    tables.forEach(
        (reference, table) -> {
          Spot spot = reference.spot();
          taken.add(spot.start());
          spots.add(new Spot(spot.start(), spot.end(), name(table)));
        });
    for (Spot name : query.names()) {
      if (taken.add(name.start())) {
        spots.add(new Spot(name.start(), name.end(), ParquetEngine.name(name.name())));
      }
    }
    spots.sort(Comparator.comparingInt(Spot::start));
    StringBuilder text = new StringBuilder();
    int end = 0;
    for (Spot spot : spots) {
      text.append(query.text(), end, spot.start()).append(spot.name());
      end = spot.end();
    }
    return text.append(query.text().substring(end)).toString();
  }

  /** Returns the full name of a table. */
  static String name(CatalogueTable table) {
    return ParquetEngine.name(table.database()) + "." + ParquetEngine.name(table.name());
  }
}
