package org.crmlake.bench;

import java.time.Duration;

/**
 * One run of a command, in a process of its own.
 *
 * @param wall from the start of the process to its end
 * @param cpu user and system time of the process and of all processes it started and waited for
 * @param peakMemory the most resident bytes of the largest of these processes
 * @param jvm how the largest of these processes was started
 * @param out what it wrote to standard output
 */
record Run(Duration wall, Duration cpu, long peakMemory, JvmCommand jvm, String out) {}
