/** The distribution and what is installed of it. Databases are read, no package manager is run. */
@NullMarked
package io.nodeward.hostprobes.packages;

import org.jspecify.annotations.NullMarked;
