/**
 * The identity provider of operators, which the stage plays: whoever sits at this machine signs in
 * under any name, with the roles of their choice.
 */
@NullMarked
package io.gamekeeper.local.identityprovider;

import org.jspecify.annotations.NullMarked;
