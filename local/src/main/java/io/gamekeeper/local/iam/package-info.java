/**
 * Evaluates the IAM policies of the templates: what a role may do to a resource. Evaluated are
 * identity policies (inline, managed by the customer, and a small table of AWS's own), trust
 * policies, and the delegation of a KMS key's policy to the account. An explicit deny wins.
 * Permission boundaries, service control policies and sessions' policies do not occur in our
 * templates.
 */
@NullMarked
package io.gamekeeper.local.iam;

import org.jspecify.annotations.NullMarked;
