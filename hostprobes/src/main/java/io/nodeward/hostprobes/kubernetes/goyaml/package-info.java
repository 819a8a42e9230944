/** How Kubernetes' own libraries read YAML and JSON: resolved scalars, strict and lenient decoding, typed fields. */
@NullMarked
package io.nodeward.hostprobes.kubernetes.goyaml;

import org.jspecify.annotations.NullMarked;
