/**
 * Amazon Data Firehose: streams that gather records by partition and write them as Parquet into a
 * bucket.
 */
@NullMarked
package io.gamekeeper.local.aws.firehose;

import org.jspecify.annotations.NullMarked;
