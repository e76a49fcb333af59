package org.crmlake.cli;

/** What a command does, once Picocli has filled its fields. */
interface Action {
    /**
     * Does it.
     *
     * @return the exit code, see {@link ExitCode}
     * @throws Exception whatever went wrong; {@link Failures} turns it into a message and an exit code
     */
    int run(Invocation invocation) throws Exception;
}
