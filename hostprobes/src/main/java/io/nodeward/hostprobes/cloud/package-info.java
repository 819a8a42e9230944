/** In which cloud a host runs, and what its metadata service gives to whom. */
@NullMarked
package io.nodeward.hostprobes.cloud;

import org.jspecify.annotations.NullMarked;
