package io.nodeward.secrets.etcd;

/**
 * What defragmentation did to a member.
 *
 * @param bytesBefore size of its database
 * @param bytesAfter and now
 */
public record DefragmentedMember(EtcdMember member, long bytesBefore, long bytesAfter) {}
