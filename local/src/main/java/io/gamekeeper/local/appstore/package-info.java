/** Stand-ins for the App Store and Google Play. */
@NullMarked
package io.gamekeeper.local.appstore;

import org.jspecify.annotations.NullMarked;
