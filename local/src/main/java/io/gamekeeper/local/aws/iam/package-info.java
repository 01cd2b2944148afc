/** AWS IAM: the resource types of roles and policies. */
@NullMarked
package io.gamekeeper.local.aws.iam;

import org.jspecify.annotations.NullMarked;
