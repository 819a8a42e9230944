/**
 * What the administrators of this host say: controls of their own, and findings that they accept. Their files belong to
 * the running host, never to a tree that is audited, and count only when nobody else could have written them.
 */
@NullMarked
package io.nodeward.profiles.local;

import org.jspecify.annotations.NullMarked;
