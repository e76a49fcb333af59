package org.crmlake.jobs.campaign.uplift;

import org.crmlake.jobs.campaign.uplift.RankedSteps.Part;
import org.crmlake.jobs.campaign.uplift.UpliftCurve.Kind;

/**
 * How much the area under a curve can be off because the order of the customers within a step is not told.
 *
 * <p>After so many customers of a step the gain is greatest if, of some number of treated and of controls among them, those of the treated
 * who did come first and those of the control group who did come last; so the greatest gain is the greatest over these numbers. The area
 * is at most the sum of the greatest gains, one for each customer. In wide steps, neighbouring numbers are looked at together, each
 * part of the gain at its best among them, which can only make the bound larger.
 */
final class OrderWithin {
    /** A step is cut into so many pieces. */
    private static final int PIECES = 64;

    private final Kind kind;
    private final Part before;
    private final Part step;
    private double above;
    private double below;

    private OrderWithin(Kind kind, Part before, Part step) {
        this.kind = kind;
        this.before = before;
        this.step = step;
    }

    /** Returns by how much the area of a curve of {@code kind} differs at most, whatever the orders within the steps are. */
    static double slack(RankedSteps steps, Kind kind) {
        double above = 0;
        double below = 0;
        Part before = new Part(0, 0, 0, 0);
        for (int i = 0; i < steps.size(); i++) {
            Part step = new Part(steps.treated()[i], steps.control()[i], steps.treatedDid()[i], steps.controlDid()[i]);
            OrderWithin within = new OrderWithin(kind, before, step);
            within.look();
            above += within.above;
            below += within.below;
            before = new Part(
                    before.treated() + step.treated(),
                    before.control() + step.control(),
                    before.treatedDid() + step.treatedDid(),
                    before.controlDid() + step.controlDid());
        }
        return Math.max(above, below);
    }

    private void look() {
        long customers = Math.round(step.customers());
        long width = (customers + PIECES - 1) / PIECES;
        double start = gain(kind, before.treated(), before.control(), before.treatedDid(), before.controlDid());
        double end = gain(
                kind,
                before.treated() + step.treated(),
                before.control() + step.control(),
                before.treatedDid() + step.treatedDid(),
                before.controlDid() + step.controlDid());
        for (long from = 1; from < customers; from += width) {
            long to = Math.min(customers - 1, from + width - 1);
            double most = Double.NEGATIVE_INFINITY;
            double least = Double.POSITIVE_INFINITY;
            for (long treated = Math.max(0, from - Math.round(step.control()));
                    treated <= Math.min(to, step.treated());
                    treated += width) {
                long last = (long) Math.min(treated + width - 1, Math.min(to, step.treated()));
                most = Math.max(most, most(from, to, treated, last));
                least = Math.min(least, least(from, to, treated, last));
            }
            double straight = start + (end - start) * (from + to) / (2.0 * customers);
            above += (to - from + 1) * (most - straight);
            below += (to - from + 1) * (straight - least);
        }
    }

    /** The greatest gain with {@code from} to {@code to} customers of the step, of whom {@code first} to {@code last} are treated. */
    private double most(long from, long to, long first, long last) {
        double fewestControls = Math.max(0, from - last);
        double mostControls = Math.min(step.control(), to - first);
        double treatedDid = before.treatedDid() + Math.min(last, step.treatedDid());
        double controlDid = before.controlDid() + Math.max(0, fewestControls - (step.control() - step.controlDid()));
        double controlRate = rate(controlDid, before.control() + mostControls, 0);
        double treatedAtLeast = before.treated() + first;
        return switch (kind) {
            case QINI -> treatedDid - controlRate * treatedAtLeast;
            case UPLIFT -> {
                double apart = rate(treatedDid, treatedAtLeast, Math.min(1, treatedDid)) - controlRate;
                yield apart * (before.customers() + (apart > 0 ? to : from));
            }
        };
    }

    private double least(long from, long to, long first, long last) {
        double fewestControls = Math.max(0, from - last);
        double mostControls = Math.min(step.control(), to - first);
        double treatedDid = before.treatedDid() + Math.max(0, first - (step.treated() - step.treatedDid()));
        double controlDid = before.controlDid() + Math.min(mostControls, step.controlDid());
        double controlRate = rate(controlDid, before.control() + fewestControls, Math.min(1, controlDid));
        return switch (kind) {
            case QINI -> treatedDid - controlRate * (before.treated() + last);
            case UPLIFT -> {
                double apart = rate(treatedDid, before.treated() + last, 0) - controlRate;
                yield apart * (before.customers() + (apart > 0 ? from : to));
            }
        };
    }

    /** A share of a group, never above 1; {@code ofNobody} if there may be nobody in it. */
    private static double rate(double did, double all, double ofNobody) {
        return all == 0 ? ofNobody : Math.min(1, did / all);
    }

    private static double gain(Kind kind, double treated, double control, double treatedDid, double controlDid) {
        double controlRate = RankedSteps.ratio(controlDid, control);
        return switch (kind) {
            case QINI -> treatedDid - controlRate * treated;
            case UPLIFT -> (RankedSteps.ratio(treatedDid, treated) - controlRate) * (treated + control);
        };
    }
}
