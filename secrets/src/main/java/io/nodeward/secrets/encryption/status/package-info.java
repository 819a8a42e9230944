/** How encryption at rest stands, for people and machines. */
@NullMarked
package io.nodeward.secrets.encryption.status;

import org.jspecify.annotations.NullMarked;
