/**
 * The settings: one list of keys, read from defaults, {@code conf/crmlake.properties}, the environment and the command line,
 * in this order, the last one winning. No other package reads a settings file. Public: {@link org.crmlake.cli.config.Keys},
 * {@link org.crmlake.cli.config.Key} and {@link org.crmlake.cli.config.Configuration}.
 */
package org.crmlake.cli.config;
