/** AWS Certificate Manager: certificates are names only, since TLS ends before the stage. */
@NullMarked
package io.gamekeeper.local.aws.acm;

import org.jspecify.annotations.NullMarked;
