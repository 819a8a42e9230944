/** The compact form in which checked controls are kept: numbers in few bytes, each text once, read in milliseconds. */
@NullMarked
package io.nodeward.profiles.pack;

import org.jspecify.annotations.NullMarked;
