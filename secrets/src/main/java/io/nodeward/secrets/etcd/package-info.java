/**
 * Connections to the etcd behind a cluster: its members and how they are, compaction, defragmentation, and reading ranges
 * of keys without keeping the values.
 */
@NullMarked
package io.nodeward.secrets.etcd;

import org.jspecify.annotations.NullMarked;
