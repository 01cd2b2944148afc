/** What becomes of incidents, on a book in DynamoDB Local. */
@NullMarked
package io.gamekeeper.oncall.response;

import org.jspecify.annotations.NullMarked;
