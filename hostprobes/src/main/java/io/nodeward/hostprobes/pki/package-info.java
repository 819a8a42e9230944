/**
 * Certificates, keys, kubeconfigs and network plugin configuration of a host: what they are and who may read them. Key
 * material is looked at and wiped; it never becomes a fact, a message or a string.
 *
 * <p>Why there is a small DER reader here: on a cold start the Java runtime's certificate factory takes 30 ms for a node's
 * twenty certificates and a signature to match a key 80 more, a third of an audit and all of it, since they load the
 * security providers first; this takes a few. A test holds both to the same answers.
 */
@NullMarked
package io.nodeward.hostprobes.pki;

import org.jspecify.annotations.NullMarked;
