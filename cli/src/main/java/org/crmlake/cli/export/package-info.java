/** Files of customers for other systems. Public: {@link org.crmlake.cli.export.SegmentExport}. */
package org.crmlake.cli.export;
