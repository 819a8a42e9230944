@NullMarked
package io.nodeward.secrets.encryption.proof;

import org.jspecify.annotations.NullMarked;
