@NullMarked
package io.nodeward.hostprobes.kubernetes.goyaml;

import org.jspecify.annotations.NullMarked;
