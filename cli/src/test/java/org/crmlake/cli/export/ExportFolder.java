package org.crmlake.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Phones;

/** A folder of exports of segment {@code best} of tenant {@code acme}, each a second after the one before. */
final class ExportFolder {
    static final Instant NOW = Instant.parse("2011-07-16T00:00:00Z");
    static final LocalDate DATE = LocalDate.of(2011, 7, 16);
    static final Map<String, String> YES =
            Map.of("email", "granted", "ad_user_data", "granted", "ad_personalization", "granted");

    private final Destinations destinations = Destinations.installed();
    private final Path folder;
    private Instant now = NOW;

    ExportFolder(Path folder) {
        this.folder = folder;
    }

    Destinations destinations() {
        return destinations;
    }

    /** Returns the time of the last export. */
    Instant now() {
        return now;
    }

    Map<String, Object> export(String destination, String suppressed, Person... people) {
        return export(
                gate(destinations.named(destination), suppressed),
                subject(),
                List.of(people).iterator());
    }

    Map<String, Object> export(Gate gate, Subject subject, Iterator<Person> people) {
        now = now.plusSeconds(1);
        return new DestinationExport(gate, new Configuration(), folder.toString()).export(subject, people, now);
    }

    static Gate gate(Destination destination, String suppressed) {
        return new Gate(destination, Lists.of(suppressed, Phones.ANYWHERE), Phones.ANYWHERE);
    }

    static Subject subject() {
        return new Subject(new Tenant("acme"), "best", new TreeMap<>(Map.of("best", 2, "other", 7)), false, DATE);
    }

    List<String> lines(Map<String, Object> manifest, String end) throws IOException {
        return Files.readAllLines(folder.resolve(name(manifest, end)));
    }

    static String name(Map<String, Object> manifest, String end) {
        return names(manifest).stream()
                .filter(name -> name.endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    static List<String> names(Map<String, Object> manifest) {
        return ((List<?>) manifest.get("files"))
                .stream().map(file -> (String) ((Map<?, ?>) file).get("name")).toList();
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    static Person person(String key, String email, Map<String, String> consents) {
        return DestinationExport.person(key, Map.of("email", email), consents);
    }

    static Person person(String key, Map<String, String> traits) {
        return DestinationExport.person(key, traits, YES);
    }
}
