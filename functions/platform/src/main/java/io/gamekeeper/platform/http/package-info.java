/**
 * HTTP behind an Application Load Balancer: requests, routes, strict JSON, problem documents, and
 * the one boundary at which every handler turns failures into answers.
 */
@NullMarked
package io.gamekeeper.platform.http;

import org.jspecify.annotations.NullMarked;
