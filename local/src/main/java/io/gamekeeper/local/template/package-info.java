/** The cloud assembly: templates, intrinsic functions, and the provisioning of resources. */
@NullMarked
package io.gamekeeper.local.template;

import org.jspecify.annotations.NullMarked;
