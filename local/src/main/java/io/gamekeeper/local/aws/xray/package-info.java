/** AWS X-Ray: takes segments, finds traces, and draws the graph of the services. */
@NullMarked
package io.gamekeeper.local.aws.xray;

import org.jspecify.annotations.NullMarked;
