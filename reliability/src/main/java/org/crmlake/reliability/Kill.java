package org.crmlake.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * When a process is to die.
 *
 * @param after the step it has done
 * @param times how often it has done it: a command may make several batches, one after the other
 * @param bulkLoad whether it writes the timeline by a bulk load, and not by puts
 * @param share of the time that the next step takes, as far as is known: 0 is at once, 0.5 in the middle of it
 */
record Kill(FailPoint after, int times, boolean bulkLoad, double share) {
    /**
     * Returns one for each point, in an order drawn: a third at once, the others at any time of the step that follows.
     *
     * @param batches how many batches the command makes; the kills are in the first or the second
     */
    static List<Kill> ofAllPoints(Random random, int batches) {
        List<FailPoint> points = new ArrayList<>(List.of(FailPoint.values()));
        // After the commit of the last batch there is nothing to repeat, so it is the last.
        points.remove(FailPoint.COMMITTED);
        Collections.shuffle(points, random);
        points.add(FailPoint.COMMITTED);
        return points.stream()
                .map(point -> new Kill(
                        point,
                        1 + random.nextInt(Math.min(batches, 2)),
                        point == FailPoint.FILES_WRITTEN || random.nextBoolean(),
                        point != FailPoint.ANY_TIME && random.nextInt(3) == 0 ? 0 : random.nextDouble()))
                .toList();
    }
}
