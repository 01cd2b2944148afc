/**
 * On-call: from an alarm to the people who are told of it. Everything here is plain Java without
 * AWS; time is always given.
 */
@NullMarked
package io.gamekeeper.oncall;

import org.jspecify.annotations.NullMarked;
