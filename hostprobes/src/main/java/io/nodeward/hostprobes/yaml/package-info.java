/** YAML and JSON with line numbers, bounded in size, depth and expansion. */
@NullMarked
package io.nodeward.hostprobes.yaml;

import org.jspecify.annotations.NullMarked;
