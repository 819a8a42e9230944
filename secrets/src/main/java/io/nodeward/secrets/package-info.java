/** Encryption at rest, rewriting, certificates and keys, and Vault. Knows no command line and serves no HTTP. */
@NullMarked
package io.nodeward.secrets;

import org.jspecify.annotations.NullMarked;
