package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.lake.CatalogueTable;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a stream.
 *
 * @param prefix where files are, by partition
 * @param errorPrefix where records are that could not become part of a file
 * @param bytes at which a gathering is written
 * @param interval after which a gathering is written
 * @param deaggregated whether a record may hold several documents
 * @param table whose columns the files have
 * @param log where failures are told
 */
record StreamSettings(
    String name,
    String arn,
    String bucket,
    Prefix prefix,
    Prefix errorPrefix,
    long bytes,
    Duration interval,
    PartitionQuery query,
    boolean deaggregated,
    CatalogueTable table,
    Optional<ErrorStream> log) {

  /** A stream of a log group. */
  record ErrorStream(String group, String stream) {}
}
