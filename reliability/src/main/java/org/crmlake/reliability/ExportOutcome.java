package org.crmlake.reliability;

import java.util.List;

/**
 * What came of the exports of a tenant.
 *
 * @param exports how many came to their end
 * @param kills how many did not
 * @param unfinished files that have a name although the export died: each is whole, and no manifest names it
 * @param faults what is not as it has to be
 */
public record ExportOutcome(String tenant, int exports, int kills, int unfinished, List<String> faults) {}
