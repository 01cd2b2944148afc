/** AWS Systems Manager: parameters. */
@NullMarked
package io.gamekeeper.local.aws.ssm;

import org.jspecify.annotations.NullMarked;
