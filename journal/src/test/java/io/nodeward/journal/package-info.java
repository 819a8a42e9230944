@NullMarked
package io.nodeward.journal;

import org.jspecify.annotations.NullMarked;
