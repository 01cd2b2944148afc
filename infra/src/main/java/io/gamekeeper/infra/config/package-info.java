/**
 * What a user edits: the stages' settings in {@code cdk.json}, read into validated records. A
 * mistake is one line with the key and what is allowed.
 */
@NullMarked
package io.gamekeeper.infra.config;

import org.jspecify.annotations.NullMarked;
