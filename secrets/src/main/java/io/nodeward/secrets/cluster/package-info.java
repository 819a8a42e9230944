/** The control plane of this host, as those of its components that run show it. */
@NullMarked
package io.nodeward.secrets.cluster;

import org.jspecify.annotations.NullMarked;
