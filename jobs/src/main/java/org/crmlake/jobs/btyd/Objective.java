package org.crmlake.jobs.btyd;

/** A log-likelihood per customer, to be maximised. */
interface Objective {
    /**
     * Returns its value.
     *
     * @param logParameters the logarithms of the parameters
     * @param gradient is set to the derivatives by {@code logParameters}, exactly
     */
    double value(double[] logParameters, double[] gradient);
}
