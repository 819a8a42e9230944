/**
 * Certificates, keys, kubeconfigs and network plugin configuration of a host: what they are and who may read them. Key
 * material is looked at and wiped; it never becomes a fact, a message or a string.
 *
 * <p>Why there is a small DER reader here: on a cold start the Java runtime's certificate factory takes longer than
 * the rest of an audit, for it loads the security providers first. A test holds both to the same answers.
 */
@NullMarked
package io.nodeward.hostprobes.pki;

import org.jspecify.annotations.NullMarked;
