/**
 * The evaluation of IAM policies: what a role may do to a resource. It covers identity policies
 * (inline, customer managed, and a few that AWS manages), trust policies, and the delegation of a
 * KMS key's policy to the account. An explicit deny wins. Permission boundaries, service control
 * policies and session policies do not occur in the templates.
 */
@NullMarked
package io.gamekeeper.local.iam;

import org.jspecify.annotations.NullMarked;
