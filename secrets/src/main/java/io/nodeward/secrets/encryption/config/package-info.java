/**
 * The EncryptionConfiguration of API servers: read, changed and written with the keys in it, which are wiped when it is
 * closed. Knows no server and no file system.
 */
@NullMarked
package io.nodeward.secrets.encryption.config;

import org.jspecify.annotations.NullMarked;
