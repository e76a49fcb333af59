/**
 * Models of customers who buy until they silently stop ("buy till you die"), as plain mathematics without Spark: BG/NBD, MBG/NBD and
 * Pareto/NBD for how often somebody buys, Gamma-Gamma for how much. Likelihoods are taken over groups of equal histories, fits are
 * by maximum likelihood.
 */
package org.crmlake.jobs.btyd;
