/** Where new keys are kept a second time before anything is written under them. */
@NullMarked
package io.nodeward.secrets.encryption.escrow;

import org.jspecify.annotations.NullMarked;
