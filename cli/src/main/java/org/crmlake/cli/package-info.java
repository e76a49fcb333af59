/**
 * The command line: the only {@code main} of crmlake, its commands, and the one place where an exception becomes a message and
 * an exit code. Public: {@link org.crmlake.cli.Crmlake}.
 *
 * <p>A command's class links no Spark type, so that {@code history}, {@code profile} and {@code help} start without Spark on
 * the class path; what needs Spark stands in a class that is loaded only when the command runs.
 */
package org.crmlake.cli;
