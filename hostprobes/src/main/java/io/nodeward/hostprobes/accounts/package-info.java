/** Who may log in, and who may become root: accounts, sudo, PAM. Never a password or its hash. */
@NullMarked
package io.nodeward.hostprobes.accounts;

import org.jspecify.annotations.NullMarked;
