package org.crmlake.reliability;

import java.util.List;

/**
 * What came of a fault other than the death of the ingester.
 *
 * @param name of the fault
 * @param happened what was seen, in the order of time
 * @param comparison of the stores with the sources when all was done
 * @param seconds how long it took
 */
public record Scenario(String name, List<String> happened, Comparison comparison, long seconds) {}
