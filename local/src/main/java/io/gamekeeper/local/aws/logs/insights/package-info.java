/**
 * The query language of CloudWatch Logs Insights, as far as saved queries use it; the rest is
 * refused by name.
 */
@NullMarked
package io.gamekeeper.local.aws.logs.insights;

import org.jspecify.annotations.NullMarked;
