package org.crmlake.ingest.mapping;

/** An expression that compiles but may not stand in a mapping. It never leaves this package. */
final class UnfitExpression extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitExpression(String message) {
        super(message);
    }
}
