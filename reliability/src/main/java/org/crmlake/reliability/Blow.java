package org.crmlake.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is to be done to a process, and when. */
record Blow(Harm harm, Aim aim) {
    /** Returns kills at all points. */
    static List<Blow> kills(Random random, int batches) {
        return Aim.atAllPoints(random, batches).stream()
                .map(aim -> new Blow(Harm.KILL, aim))
                .toList();
    }

    /**
     * Returns the blows for one command: some kills, and a pause or a lost answer after which it is in, in such shares that all that are
     * wanted come to their end at about the same time.
     */
    static List<Blow> some(Random random, int batches, Toll toll) {
        List<Blow> kills = kills(random, batches);
        int pauses = toll.left(Harm.PAUSE);
        int answers = toll.left(Harm.LOST_ANSWER);
        if (pauses + answers == 0) {
            return kills;
        }
        int share = (toll.left(Harm.KILL) + pauses + answers - 1) / (pauses + answers);
        // After a kill behind the only commit nothing could be paused any more.
        int most = batches == 1 ? kills.size() - 1 : kills.size();
        List<Blow> blows = new ArrayList<>(kills.subList(0, Math.min(share, most)));
        Harm last = random.nextInt(pauses + answers) < pauses ? Harm.PAUSE : Harm.LOST_ANSWER;
        blows.add(new Blow(last, Aim.beforeTheEnd(random, batches)));
        return blows;
    }
}
