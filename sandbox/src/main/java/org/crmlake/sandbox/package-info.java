/**
 * NameNode, DataNode, ZooKeeper and HBase in one background JVM, for one person on one machine. {@link
 * org.crmlake.sandbox.SandboxControl} starts, stops and looks at them; {@link org.crmlake.sandbox.SandboxHome} says where
 * everything lies; {@link org.crmlake.sandbox.SandboxLaunch} how the JVM is begun; {@link org.crmlake.sandbox.SandboxStatus}
 * what can be seen. The other classes are the server process, and need the servers' jars, which the CLI does not have.
 */
package org.crmlake.sandbox;
