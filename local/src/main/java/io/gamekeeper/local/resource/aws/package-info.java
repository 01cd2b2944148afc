/**
 * The CloudFormation types that stand below the functions: network, identities, keys, tables,
 * caches, buckets, queues and topics.
 */
@NullMarked
package io.gamekeeper.local.resource.aws;

import org.jspecify.annotations.NullMarked;
