@NullMarked
package io.nodeward.journal.files;

import org.jspecify.annotations.NullMarked;
