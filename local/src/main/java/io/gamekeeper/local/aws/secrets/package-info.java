/** AWS Secrets Manager: secrets, references to them, and their rotation. */
@NullMarked
package io.gamekeeper.local.aws.secrets;

import org.jspecify.annotations.NullMarked;
