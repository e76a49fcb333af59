/**
 * JUnit 5 extensions that give tests the real stores: {@link org.crmlake.testing.SharedSpark}, {@link
 * org.crmlake.testing.MiniHdfs}, {@link org.crmlake.testing.MiniHBase} and {@link org.crmlake.testing.MiniKafka}. Each starts at first use, once per JVM, on
 * loopback and free ports, and ends with the JVM's tests. Tests keep apart by {@link org.crmlake.testing.UniqueName}, never
 * by a restart.
 */
package org.crmlake.testing;
