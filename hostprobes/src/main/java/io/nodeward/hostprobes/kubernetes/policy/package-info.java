/**
 * What the files mean that the API server's flags point at: who may come in without credentials, who decides, what is
 * admitted, encrypted and recorded. Each is read as the server reads it, and refused where the server refuses it.
 */
@NullMarked
package io.nodeward.hostprobes.kubernetes.policy;

import org.jspecify.annotations.NullMarked;
