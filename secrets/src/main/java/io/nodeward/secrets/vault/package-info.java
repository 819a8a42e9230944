/** Vault and OpenBao, through one class that holds the driver's known faults away from the rest. */
@NullMarked
package io.nodeward.secrets.vault;

import org.jspecify.annotations.NullMarked;
