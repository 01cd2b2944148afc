/**
 * Amazon Athena: queries over the files of the catalogue's tables. They are read as Athena reads
 * them, by Trino's parser, and run in DuckDB.
 */
@NullMarked
package io.gamekeeper.local.aws.athena;

import org.jspecify.annotations.NullMarked;
