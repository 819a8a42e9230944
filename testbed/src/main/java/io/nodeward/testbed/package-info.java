/**
 * Real servers and real node trees for tests and for a person who wants to try Nodeward.
 *
 * <p>A test asks for what it needs: see {@link io.nodeward.testbed.Live}. {@code testbed/run} does the same from a shell.
 * The classes that {@link io.nodeward.testbed.Main} needs use the JDK only, since it is run from its source.
 */
@NullMarked
package io.nodeward.testbed;

import org.jspecify.annotations.NullMarked;
