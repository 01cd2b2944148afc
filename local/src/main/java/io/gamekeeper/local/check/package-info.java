/**
 * Checks that the templates give the functions of the contract their handlers, rights and routes.
 * Without these checks a faulty stage would start, and fail its players later.
 */
@NullMarked
package io.gamekeeper.local.check;

import org.jspecify.annotations.NullMarked;
