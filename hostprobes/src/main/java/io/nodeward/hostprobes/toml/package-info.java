/** TOML as container runtimes write their configuration, each value with its line. */
@NullMarked
package io.nodeward.hostprobes.toml;

import org.jspecify.annotations.NullMarked;
