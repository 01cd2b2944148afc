/**
 * How other processes, above all the command line, talk to a running stage: a loopback API with a
 * bearer token that lies in the stage's data folder, and a file per stage to find it by.
 */
@NullMarked
package io.gamekeeper.local.admin;

import org.jspecify.annotations.NullMarked;
