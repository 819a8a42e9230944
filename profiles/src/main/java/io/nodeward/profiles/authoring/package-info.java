/**
 * Makes controls from the files that people write: YAML and expressions, checked against the facts. Needed when the
 * project is built and for a host's own controls, never on the path of an ordinary audit.
 */
@NullMarked
package io.nodeward.profiles.authoring;

import org.jspecify.annotations.NullMarked;
