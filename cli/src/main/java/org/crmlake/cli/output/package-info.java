/**
 * How results are written: rows of typed values become an aligned table, JSON, JSON lines or CSV. Public: {@link
 * org.crmlake.cli.output.Format}, {@link org.crmlake.cli.output.RowSink}, {@link org.crmlake.cli.output.Rendering} and {@link
 * org.crmlake.cli.output.Screen}.
 */
package org.crmlake.cli.output;
