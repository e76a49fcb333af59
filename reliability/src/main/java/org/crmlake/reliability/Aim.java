package org.crmlake.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * When a process is to be struck.
 *
 * @param after the step it has done
 * @param times how often it has done it: a command may make several batches, one after the other
 * @param bulkLoad whether it writes the timeline by a bulk load, and not by puts
 * @param share of the time that the next step takes, as far as is known: 0 is at once, 0.5 in the middle of it
 */
record Aim(FailPoint after, int times, boolean bulkLoad, double share) {
    /**
     * Returns one for each point, in an order drawn: a third at once, the others at any time of the step that follows.
     *
     * @param batches how many batches the command makes; the aims are in the first or the second
     */
    static List<Aim> atAllPoints(Random random, int batches) {
        List<FailPoint> points = new ArrayList<>(List.of(FailPoint.values()));
        // After the commit of the last batch there is nothing to repeat, so it is the last.
        points.remove(FailPoint.COMMITTED);
        Collections.shuffle(points, random);
        points.add(FailPoint.COMMITTED);
        return points.stream().map(point -> at(point, random, batches)).toList();
    }

    /** Returns one within a step of which something is left to be done, half of them within the commits. */
    static Aim beforeTheEnd(Random random, int batches) {
        if (random.nextBoolean()) {
            FailPoint before = random.nextBoolean() ? FailPoint.DEAD_LETTERS_WRITTEN : FailPoint.TIMELINE_WRITTEN;
            return new Aim(before, 1 + random.nextInt(Math.min(batches, 2)), random.nextBoolean(), random.nextDouble());
        }
        FailPoint[] points = FailPoint.values();
        return at(points[random.nextInt(batches == 1 ? points.length - 1 : points.length)], random, batches);
    }

    private static Aim at(FailPoint point, Random random, int batches) {
        return new Aim(
                point,
                1 + random.nextInt(Math.min(batches, 2)),
                point == FailPoint.FILES_WRITTEN || random.nextBoolean(),
                point != FailPoint.ANY_TIME && random.nextInt(3) == 0 ? 0 : random.nextDouble());
    }
}
