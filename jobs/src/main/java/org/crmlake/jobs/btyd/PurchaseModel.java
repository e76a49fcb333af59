package org.crmlake.jobs.btyd;

import java.io.Serializable;
import java.util.List;

/** A model of when customers buy and when they stop, with its parameters. Times are in the unit of the histories it was fitted on. */
public sealed interface PurchaseModel extends Serializable permits BetaGeometricNbd, ParetoNbd {
    /** Returns which of the models it is. */
    ModelKind kind();

    /** Returns the parameters in the order of {@link ModelKind#parameterNames()}. */
    List<Double> parameters();

    /** Returns the logarithm of the likelihood of one customer's history. */
    double logLikelihood(PurchaseHistory history);

    /** Returns the probability that a customer with this history has not stopped buying. */
    double probabilityAlive(PurchaseHistory history);

    /** Returns how many purchases to expect of a customer with this history within the next {@code time}. */
    double expectedPurchases(PurchaseHistory history, double time);

    /** Returns the probability that a customer with this history buys nothing within the next {@code time}. */
    double probabilityOfSilence(PurchaseHistory history, double time);

    /** Returns how many repeat purchases to expect of a new customer within {@code time} of the first. */
    double expectedPurchases(double time);

    /** Returns the probability that a new customer makes just {@code count} repeat purchases within {@code time}. */
    double probabilityOf(int count, double time);
}
