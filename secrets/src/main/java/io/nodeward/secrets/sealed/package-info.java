/** Files that only the holder of a key can open, in the format of age (age-encryption.org/v1). */
@NullMarked
package io.nodeward.secrets.sealed;

import org.jspecify.annotations.NullMarked;
