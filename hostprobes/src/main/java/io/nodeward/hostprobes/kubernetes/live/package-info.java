/**
 * What running components say about themselves, asked over their own APIs with the node's own credentials. Only here does
 * a probe open a socket, and never for a root that is not the running host's.
 */
@NullMarked
package io.nodeward.hostprobes.kubernetes.live;

import org.jspecify.annotations.NullMarked;
