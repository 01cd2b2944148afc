/** Fetching over HTTP: from an address, or from one location of the CDN behind it. */
@NullMarked
package io.gamekeeper.asset.http;

import org.jspecify.annotations.NullMarked;
