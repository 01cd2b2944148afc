/** AWS AppConfig: the configurations that the agent of an instance serves. */
@NullMarked
package io.gamekeeper.local.aws.appconfig;

import org.jspecify.annotations.NullMarked;
