package io.nodeward.secrets.encryption.rewrite;

/**
 * An object at one version.
 *
 * @param digest a checksum of its labels, annotations, finalizers, owners and generation
 */
record StoredObject(ObjectKey key, String uid, String resourceVersion, int digest) {}
