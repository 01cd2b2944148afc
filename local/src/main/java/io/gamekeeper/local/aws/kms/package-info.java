/** AWS KMS: keys that decide who reads what they encrypt, and keys that sign. */
@NullMarked
package io.gamekeeper.local.aws.kms;

import org.jspecify.annotations.NullMarked;
