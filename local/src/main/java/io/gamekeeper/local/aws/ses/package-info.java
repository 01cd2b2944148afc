/** The stage's Amazon SES: identities, and mails to the inbox. */
@NullMarked
package io.gamekeeper.local.aws.ses;

import org.jspecify.annotations.NullMarked;
