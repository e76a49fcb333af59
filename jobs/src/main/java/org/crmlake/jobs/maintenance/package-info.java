/** Keeps the files of the lake's tables few and in order; see {@code docs/maintenance.md}. */
package org.crmlake.jobs.maintenance;
