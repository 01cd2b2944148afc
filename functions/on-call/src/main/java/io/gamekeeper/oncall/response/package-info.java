/** What people and the clock do with incidents: taking on, closing, looking back. */
@NullMarked
package io.gamekeeper.oncall.response;

import org.jspecify.annotations.NullMarked;
