@NullMarked
package io.nodeward.hostprobes.inventory;

import org.jspecify.annotations.NullMarked;
