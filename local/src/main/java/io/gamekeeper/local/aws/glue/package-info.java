/** AWS Glue: the catalogue of databases and tables. */
@NullMarked
package io.gamekeeper.local.aws.glue;

import org.jspecify.annotations.NullMarked;
