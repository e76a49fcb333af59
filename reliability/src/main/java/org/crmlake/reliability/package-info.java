/**
 * The crash harness: it feeds a source that it knows to the command line of crmlake, kills that process again and again, and then
 * compares source, lake and timeline record by record. See docs/reliability.md.
 */
package org.crmlake.reliability;
