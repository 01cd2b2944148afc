/** Amazon EC2's network: address blocks, subnets and security groups. */
@NullMarked
package io.gamekeeper.local.aws.ec2;

import org.jspecify.annotations.NullMarked;
