/** Files below a root directory, changed whole or not at all, by whatever way their paths lead there. */
@NullMarked
package io.nodeward.journal.files;

import org.jspecify.annotations.NullMarked;
