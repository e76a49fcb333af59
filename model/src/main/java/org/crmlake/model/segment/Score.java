package org.crmlake.model.segment;

/** What a job worked out of the customer passes a test: an RFM segment, a chance to be alive, a lifetime value. */
public record Score(String name, ValueTest value) implements Leaf {
    static final String TYPE = "score";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        String found = history.score(name);
        return Finding.of(value.holds(found), found);
    }

    @Override
    public Inputs inputs() {
        return Inputs.score(name);
    }

    static Leaf read(Settings settings) {
        return new Score(settings.requiredText("name"), ValueTest.read(settings));
    }
}
