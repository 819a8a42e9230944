/** A lock in the cluster that one of several nodes holds at a time. */
@NullMarked
package io.nodeward.secrets.kube.lease;

import org.jspecify.annotations.NullMarked;
