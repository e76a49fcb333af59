package org.crmlake.jobs.campaign.attribution;

/** Rules that share a conversion among the touches of its own path, whatever other journeys look like. */
enum TouchRule {
    FIRST {
        @Override
        double weight(int touch, int touches, double age, double halfLife) {
            return touch == 0 ? 1 : 0;
        }
    },
    LAST {
        @Override
        double weight(int touch, int touches, double age, double halfLife) {
            return touch == touches - 1 ? 1 : 0;
        }
    },
    LINEAR {
        @Override
        double weight(int touch, int touches, double age, double halfLife) {
            return 1;
        }
    },
    /** 40 % to the first touch, 40 % to the last, the rest to those between; of two touches half each. */
    POSITION {
        @Override
        double weight(int touch, int touches, double age, double halfLife) {
            if (touches <= 2) {
                return 1;
            }
            return touch == 0 || touch == touches - 1 ? 0.4 : 0.2 / (touches - 2);
        }
    },
    /** A touch one half-life before the conversion counts half as much as one at the conversion. */
    TIME_DECAY {
        @Override
        double weight(int touch, int touches, double age, double halfLife) {
            return Math.pow(2, -age / halfLife);
        }
    };

    /**
     * Returns how much a touch counts against the others of its path.
     *
     * @param touch its place in the path, from 0
     * @param age days before the conversion
     * @param halfLife in days
     */
    abstract double weight(int touch, int touches, double age, double halfLife);

    /** Returns the share of each touch of a path; the shares add up to 1. */
    double[] shares(Journey journey, double halfLife) {
        int touches = journey.path().length;
        double[] shares = new double[touches];
        // Relative to the newest touch, so that a path of old touches does not vanish.
        double newest = journey.age() == null || touches == 0 ? 0 : journey.age()[touches - 1];
        double sum = 0;
        for (int touch = 0; touch < touches; touch++) {
            double age = journey.age() == null ? 0 : journey.age()[touch] - newest;
            shares[touch] = weight(touch, touches, age, halfLife);
            sum += shares[touch];
        }
        for (int touch = 0; touch < touches; touch++) {
            shares[touch] /= sum;
        }
        return shares;
    }
}
