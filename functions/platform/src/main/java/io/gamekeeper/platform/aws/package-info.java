/** The platform on AWS: the process environment, real clients, TLS, the X-Ray daemon, SnapStart. */
@NullMarked
package io.gamekeeper.platform.aws;

import org.jspecify.annotations.NullMarked;
