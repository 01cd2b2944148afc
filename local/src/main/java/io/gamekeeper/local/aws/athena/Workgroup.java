package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.lake.CatalogueTable.Location;
import java.util.Optional;

/**
 * A workgroup.
 *
 * @param output where results go
 * @param most bytes that one query may read
 */
record Workgroup(String name, String arn, Location output, Optional<Long> most) {}
