/** What the host is made of, for a person who looks at it; nothing is judged by it. */
@NullMarked
package io.nodeward.hostprobes.inventory;

import org.jspecify.annotations.NullMarked;
