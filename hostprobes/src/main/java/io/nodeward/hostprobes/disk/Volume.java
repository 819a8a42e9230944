package io.nodeward.hostprobes.disk;

/**
 * A file system that is walked.
 *
 * @param outside where it is for this process
 * @param inside where it is for the host
 * @param nosuid whether set-user-ID programs and file capabilities mean nothing there
 * @param nodev whether device files are none there
 */
record Volume(String outside, String inside, boolean nosuid, boolean nodev) {}
