/** AWS IAM: the resource types of roles, policies and instance profiles. */
@NullMarked
package io.gamekeeper.local.aws.iam;

import org.jspecify.annotations.NullMarked;
