/** Where records come from: the files of a path, and their records with position and original bytes. */
package org.crmlake.ingest.source;
