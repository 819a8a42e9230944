/**
 * Connections to API servers: what a kubeconfig says, and requests with errors for people.
 *
 * <p>Requests go over HTTP/1.1 by code of our own: rewriting shares its host's processors with the API server, and the
 * clients of the JDK and of fabric8 take three times the processor time for each request. Nothing here looks at
 * environment variables or system properties, and no program is run for credentials.
 */
@NullMarked
package io.nodeward.secrets.kube;

import org.jspecify.annotations.NullMarked;
