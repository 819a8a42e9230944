package io.nodeward.secrets.encryption.rewrite;

/** An object at one version. */
record StoredObject(ObjectKey key, String uid, String resourceVersion) {}
