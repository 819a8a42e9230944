/** Proves from etcd itself how every object is stored: under which provider and key, or as plaintext. */
@NullMarked
package io.nodeward.secrets.encryption.proof;

import org.jspecify.annotations.NullMarked;
