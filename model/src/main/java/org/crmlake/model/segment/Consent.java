package org.crmlake.model.segment;

import java.util.List;

/** The last thing that the customer said of a purpose is this; who said nothing does not match. */
public record Consent(String purpose, Consents.State state) implements Leaf {
    static final String TYPE = "consent";

    /** What is read to know of consents. */
    static final Inputs INPUTS =
            Consents.FIELDS.stream().map(Inputs::field).reduce(Inputs.of(Consents.EVENTS), Inputs::and);

    public Consent {
        purpose = purpose == null ? null : Consents.word(purpose);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        List<Consents.Said> said = history.consents(purpose, asOf);
        if (said.isEmpty()) {
            return Finding.of(false, null);
        }
        Consents.Said last = said.get(said.size() - 1);
        return new Finding(last.state() == state, last.state().text(), List.of(last.event()));
    }

    @Override
    public Inputs inputs() {
        return INPUTS;
    }

    static Leaf read(Settings settings) {
        return new Consent(
                settings.requiredText("purpose"),
                settings.choice("state", Consents.State.values(), Consents.State::text)
                        .orElse(Consents.State.GRANTED));
    }
}
