/** Configuration files of components: decoded, merged and defaulted as the components do it. */
@NullMarked
package io.nodeward.hostprobes.kubernetes.config;

import org.jspecify.annotations.NullMarked;
