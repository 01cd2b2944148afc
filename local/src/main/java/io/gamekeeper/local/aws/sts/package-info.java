/** AWS STS: sessions of roles that people, machines and functions assume. */
@NullMarked
package io.gamekeeper.local.aws.sts;

import org.jspecify.annotations.NullMarked;
