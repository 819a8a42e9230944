@NullMarked
package io.nodeward.hostprobes.firewall;

import org.jspecify.annotations.NullMarked;
