/**
 * Changes of encryption at rest on a cluster that runs: what is asked for, the stages that it goes through, and the journal
 * by which it is resumed or taken back from wherever it was killed.
 */
@NullMarked
package io.nodeward.secrets.encryption.change;

import org.jspecify.annotations.NullMarked;
