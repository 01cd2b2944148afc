/** Amazon DynamoDB, on DynamoDB Local. */
@NullMarked
package io.gamekeeper.local.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
