package org.crmlake.jobs.btyd;

import java.util.List;

/** The models there are, by the names that people write. */
public enum ModelKind {
    /** Fader, Hardie and Lee 2005: a customer may stop after each repeat purchase. */
    BG_NBD("bg-nbd", List.of("r", "alpha", "a", "b")),
    /** Batislam, Denizel and Filiztekin 2007: a customer may stop after each purchase, also the first. */
    MBG_NBD("mbg-nbd", List.of("r", "alpha", "a", "b")),
    /** Schmittlein, Morrison and Colombo 1987: a customer may stop at any time. */
    PARETO_NBD("pareto-nbd", List.of("r", "alpha", "s", "beta"));

    private final String text;
    private final List<String> parameterNames;

    ModelKind(String text, List<String> parameterNames) {
        this.text = text;
        this.parameterNames = parameterNames;
    }

    /** Returns the names of its four parameters; alpha and beta are times. */
    public List<String> parameterNames() {
        return parameterNames;
    }

    /** Returns the model with these parameters, all above 0, in the order of their names. */
    public PurchaseModel with(double first, double second, double third, double fourth) {
        return switch (this) {
            case BG_NBD, MBG_NBD -> new BetaGeometricNbd(this, first, second, third, fourth);
            case PARETO_NBD -> new ParetoNbd(first, second, third, fourth);
        };
    }

    /** Returns the model with these parameters, all above 0, in the order of their names. */
    public PurchaseModel with(List<Double> parameters) {
        return with(parameters.get(0), parameters.get(1), parameters.get(2), parameters.get(3));
    }

    /** Returns the log-likelihood of {@code histories} as a function of the logarithms of the parameters. */
    Objective likelihood(GroupedHistories histories) {
        return switch (this) {
            case BG_NBD, MBG_NBD -> new BetaGeometricLikelihood(firstChanceToStop(), histories);
            case PARETO_NBD -> new ParetoNbdLikelihood(histories);
        };
    }

    /** Whether one can stop right after the first purchase, which makes one more chance than there are repeats: 1, else 0. */
    int firstChanceToStop() {
        return this == MBG_NBD ? 1 : 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
