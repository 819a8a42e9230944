@NullMarked
package io.nodeward.secrets.etcd;

import org.jspecify.annotations.NullMarked;
