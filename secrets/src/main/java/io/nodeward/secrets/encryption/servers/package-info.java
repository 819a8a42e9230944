/** What each API server says of itself: which encryption configuration it has loaded, its health, and which servers there are. */
@NullMarked
package io.nodeward.secrets.encryption.servers;

import org.jspecify.annotations.NullMarked;
