/**
 * What leaves of the segment language and destinations of exports must keep to, as checks that any test can call: those of plugins, and
 * those of crmlake's own. They bring no test framework with them; see {@code docs/plugins.md}.
 */
package org.crmlake.model.conformance;
