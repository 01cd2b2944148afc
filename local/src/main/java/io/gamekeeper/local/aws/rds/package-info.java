/** Amazon RDS and its proxy, on MariaDB. */
@NullMarked
package io.gamekeeper.local.aws.rds;

import org.jspecify.annotations.NullMarked;
