/** What the host's network shows. */
@NullMarked
package io.nodeward.hostprobes.network;

import org.jspecify.annotations.NullMarked;
