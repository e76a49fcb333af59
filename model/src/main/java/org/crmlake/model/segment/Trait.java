package org.crmlake.model.segment;

import java.util.List;
import java.util.Optional;
import org.crmlake.model.EventKind;

/** What sources last said of the customer passes a test. */
public record Trait(String name, ValueTest value) implements Leaf {
    static final String TYPE = "trait";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        Optional<Occurrence> said = history.trait(name, asOf);
        String found = said.map(event -> event.value(field())).orElse(null);
        return new Finding(value.holds(found), found, said.map(List::of).orElse(List.of()));
    }

    @Override
    public Inputs inputs() {
        return Inputs.of(EventFilter.of(EventKind.IDENTIFY)).and(Inputs.field(field()));
    }

    private EventField field() {
        return new EventField(EventField.PROPERTIES + name);
    }

    static Leaf read(Settings settings) {
        return new Trait(settings.requiredText("name"), ValueTest.read(settings));
    }
}
