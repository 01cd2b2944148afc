/** CloudFront's and Route 53's resource types on the stage. */
@NullMarked
package io.gamekeeper.local.resource.delivery;

import org.jspecify.annotations.NullMarked;
