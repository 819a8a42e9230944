/** Services of the host: which start or run, and which of them have no place on a node. */
@NullMarked
package io.nodeward.hostprobes.services;

import org.jspecify.annotations.NullMarked;
