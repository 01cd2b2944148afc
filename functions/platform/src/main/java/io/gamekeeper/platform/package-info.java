/**
 * The seam between a function and where it runs. These types – and no others of this module – are
 * shared between a function's class loader and the local stage, so they speak JDK types only. What
 * builds on them (AWS clients, telemetry, problem documents, token checks) lives in the packages
 * below.
 */
@NullMarked
package io.gamekeeper.platform;

import org.jspecify.annotations.NullMarked;
