/**
 * Makes API servers store their objects anew, so that each is encrypted as the first provider says. Objects are listed by
 * their metadata and patched with nothing: the server writes only what is stale, and the content stays with it.
 */
@NullMarked
package io.nodeward.secrets.encryption.rewrite;

import org.jspecify.annotations.NullMarked;
