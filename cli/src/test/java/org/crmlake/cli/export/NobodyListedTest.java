package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.jobs.segments.PeopleTransform;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Form;
import org.crmlake.model.export.Destination.Line;
import org.crmlake.model.export.Destination.Reader;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Normal;
import org.crmlake.model.export.Phones;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody who is listed, or did not consent, is in any file of any destination, whatever the spellings on both sides. */
@ExtendWith(SharedSpark.class)
class NobodyListedTest {
    private static final List<String> PURPOSES = List.of("email", "ad_user_data", "ad_personalization");
    private static final Instant NOW = Instant.parse("2024-03-03T10:00:00Z");
    private static final int SEEDS = 25;
    private static final int FIRST = 100;
    private static final int LAST = 160;

    /** Refusals and what they are of, as a person would read them. */
    private static final Map<String, Set<String>> REFUSED = Map.ofEntries(
            Map.entry("email", Set.of("email")),
            Map.entry("E-Mail!", Set.of("email")),
            Map.entry("email/sms", Set.of("email")),
            Map.entry("sms & e-mail", Set.of("email")),
            Map.entry("sms", Set.of()),
            Map.entry("text messages", Set.of()),
            Map.entry("Ad_User_Data", Set.of("ad_user_data")),
            Map.entry("ad_user_data ad_personalization", Set.of("ad_user_data", "ad_personalization")),
            Map.entry("ad_personalization\nand (email)", Set.of("ad_personalization", "email")),
            Map.entry("[\"ad_user_data\",\"email\"]", Set.of("ad_user_data", "email")),
            Map.entry("all channels", Set.copyOf(PURPOSES)),
            Map.entry("Alles", Set.copyOf(PURPOSES)),
            Map.entry("*", Set.copyOf(PURPOSES)),
            Map.entry("", Set.copyOf(PURPOSES)));

    private static final StructType EVENTS = new StructType()
            .add(EventsTable.CUSTOMER_KEY, DataTypes.StringType)
            .add(EventsTable.EVENT_TIME, DataTypes.TimestampType)
            .add(EventsTable.EVENT_ID, DataTypes.StringType)
            .add(EventsTable.KIND, DataTypes.StringType)
            .add(EventsTable.NAME, DataTypes.StringType)
            .add(EventsTable.PROPERTIES, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

    /** As a plugin could bring it: forms of its own, a purpose in capitals. */
    private static final Destination PLUGIN = new Destination(
            "desk",
            "1",
            List.of(
                    new Column("who", Destination.CUSTOMER_KEY, Normal::trimmed, Form.SHA256),
                    new Column("mail", "email", value -> Normal.email(value).map(mail -> "mailto:" + mail), Form.PLAIN),
                    new Column("call", "phone", Normal::metaPhone, Form.SHA256)),
            List.of(),
            List.of("Email"),
            Reader.MACHINE,
            0,
            Long.MAX_VALUE);

    /** What somebody said: in this way, of these purposes. */
    private record Word(Instant time, boolean yes, Set<String> purposes, Row event) {}

    /** All seeds draw their events first, so that they are folded as exports do in one go. */
    @Test
    void isInAFile(SparkSession spark) throws IOException {
        List<Destination> all = new ArrayList<>(Destinations.installed().all());
        all.add(PLUGIN);
        Map<String, List<Word>> said = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            for (Destination destination : all) {
                for (int i = FIRST; i < LAST; i++) {
                    String who = who(seed, destination, i);
                    said.put(who, words(who, random));
                }
            }
        }
        List<Row> events =
                said.values().stream().flatMap(List::stream).map(Word::event).toList();
        Map<String, Map<String, String>> consents = new HashMap<>();
        for (Row row : PeopleTransform.consents(spark.createDataFrame(events, EVENTS), NOW)
                .collectAsList()) {
            consents.put(row.getString(0), row.getJavaMap(1));
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            for (Destination destination : all) {
                Path folder = Files.createTempDirectory("nobody");
                try {
                    check(destination, seed, random, said, consents, folder);
                } finally {
                    FileUtils.deleteDirectory(folder.toFile());
                }
            }
        }
    }

    private static String who(int seed, Destination destination, int i) {
        return seed + " " + destination.id() + " " + i;
    }

    /** A yes to most, and then anything, at few moments, so that several are of one; the last is to come. */
    private static List<Word> words(String who, Random random) {
        List<Word> words = new ArrayList<>();
        for (String purpose : PURPOSES) {
            if (random.nextInt(6) > 0) {
                words.add(word(who, random, random.nextInt(5) == 0 ? 4 : 1, purpose, Set.of(purpose), "granted"));
            }
        }
        for (int more = random.nextInt(4) - 1; more > 0; more--) {
            int day = 1 + random.nextInt(4);
            if (random.nextInt(3) == 0) {
                String purpose = pick(random, PURPOSES);
                words.add(word(who, random, day, purpose.toUpperCase(Locale.ROOT), Set.of(purpose), "Granted"));
            } else {
                String text = pick(random, REFUSED.keySet().stream().sorted().toList());
                String state = pick(random, List.of("denied", "withdrawn", "no", ""));
                words.add(word(who, random, day, text, REFUSED.get(text), state));
            }
        }
        return words;
    }

    private static Word word(String who, Random random, int day, String text, Set<String> purposes, String state) {
        Instant time = NOW.plus(day - 3L, ChronoUnit.DAYS);
        Row event = RowFactory.create(
                who,
                Timestamp.from(time),
                Long.toHexString(random.nextLong()),
                "track",
                "Consent Updated",
                Map.of("purpose", text, "state", state));
        return new Word(time, state.equalsIgnoreCase("granted"), purposes, event);
    }

    /** Whether the last word of a purpose is a yes, and no other of its moment is none. */
    private static boolean allows(List<Word> words, String purpose) {
        List<Word> count = words.stream()
                .filter(word -> word.purposes().contains(purpose))
                .filter(word -> !word.yes() || !word.time().isAfter(NOW))
                .toList();
        Optional<Instant> last = count.stream().map(Word::time).max(Instant::compareTo);
        return last.isPresent()
                && count.stream().filter(word -> word.time().equals(last.get())).allMatch(Word::yes);
    }

    private static void check(
            Destination destination,
            int seed,
            Random random,
            Map<String, List<Word>> said,
            Map<String, Map<String, String>> consents,
            Path folder)
            throws IOException {
        List<Person> people = new ArrayList<>();
        List<String> list = new ArrayList<>(List.of("# who asked to be left alone", ""));
        Set<String> mayBeIn = new HashSet<>();
        for (int i = FIRST; i < LAST; i++) {
            String local = "per.son" + i;
            boolean gmail = random.nextBoolean();
            String email = gmail ? local + "@gmail.com" : local + "@example.com";
            String phone = "44207946" + (1000 + i);
            boolean listed = random.nextInt(3) == 0;
            String written = phoneSpelling(phone, random);
            // The hash of a number is that of its country: of one that does not say it, only the tenant's can tell.
            boolean atHome = written.startsWith("0") && !written.startsWith("00") || written.startsWith("(");
            if (listed) {
                list.add(
                        switch (random.nextInt(6)) {
                            case 0 -> "user:" + i;
                            case 1 -> emailSpelling(email, random);
                            case 2 -> phoneSpelling(phone, random);
                            case 3 ->
                                hashSpelling(atHome ? "user:" + i : pick(random, List.of(phone, "+" + phone)), random);
                            // What somebody else hashed of an address with dots cannot be told; without them it is
                            // Google's form.
                            case 4 -> hashSpelling(Normal.googleEmail(email).orElseThrow(), random);
                            default -> hashSpelling("user:" + i, random);
                        });
            }
            List<Word> words = said.get(who(seed, destination, i));
            boolean consented = destination.purposes().stream()
                    .allMatch(purpose -> allows(words, purpose.toLowerCase(Locale.ROOT)));
            Map<String, String> traits = new HashMap<>(Map.of("first_name", "F" + i, "last_name", "L"));
            traits.put(Destination.CUSTOMER_KEY, "user:" + i);
            traits.put("email", decorated(emailSpelling(email, random), "bob@example.org", random));
            traits.put("phone", decorated(written, "+1 202 555 0123", random));
            boolean found = destination.line(traits) instanceof Line;
            people.add(DestinationExport.person(
                    "user:" + i, traits, consents.getOrDefault(who(seed, destination, i), Map.of())));
            if (!listed && consented && found) {
                mayBeIn.add("user:" + i);
            }
        }
        Gate gate = new Gate(
                destination, Lists.of("\ufeff" + String.join("\r\n", list) + "\r\n", Phones.ANYWHERE), Phones.ANYWHERE);

        new DestinationExport(gate, new Configuration(), folder.toString())
                .export(
                        new Subject(new Tenant("t"), "s", new TreeMap<>(Map.of("s", 1)), true, LocalDate.EPOCH),
                        people.iterator(),
                        Instant.EPOCH);

        try (Stream<Path> files = Files.list(folder)) {
            Path sent = files.filter(file -> file.toString().endsWith("-people.ndjson"))
                    .findFirst()
                    .orElseThrow();
            Set<String> keys = new HashSet<>();
            for (String line : Files.readAllLines(sent)) {
                keys.add(Sent.parse(line).key());
            }
            assertThat(keys)
                    .as(destination.id() + ", seed " + seed + ", list " + list)
                    .isEqualTo(mayBeIn);
            String name = "t-s-1970-01-01-" + destination.name() + "-" + destination.version();
            for (String end : List.of(".csv", "-add.csv")) {
                assertThat(Files.readAllLines(folder.resolve(name + end))).hasSize(keys.size() + 1);
            }
        }
    }

    @Test
    void allLinesThatAreNothingAreNamed() {
        assertThatThrownBy(() -> Lists.of(
                        "\ufeffe-mail\r\nann@example.org\r\nnobody\r\n# fine\r\n12\r\n\r\n?\r\n?\r\n?\r\nshop:1\r\n",
                        Phones.ANYWHERE))
                .hasMessageContaining("is in lines 1, 3, 5, 7-9. Correct that, or begin with # what is a comment");
    }

    @Test
    void aListThatIsNoTextIsRefused() throws IOException {
        Path file = Files.createTempFile("list", ".txt");
        try {
            Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0});
            assertThatThrownBy(() -> org.crmlake.model.export.Suppressions.read(file, Phones.ANYWHERE))
                    .hasMessageStartingWith("Cannot read the suppressions of ")
                    .hasMessageEndingWith("nothing is exported without it.");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aListOfAnotherEncodingIsRefused() {
        assertThatThrownBy(() -> Lists.of("a\0n\0n\0@\0e\0x\0.\0o\0r\0g\0\n\0u\0s\0:\0001\0", Phones.ANYWHERE))
                .hasMessageContaining("is in lines 1-2. Correct that");
    }

    private static String emailSpelling(String email, Random random) {
        String text = email;
        if (email.endsWith("@gmail.com")) {
            String local = email.substring(0, email.indexOf('@'));
            String plain = local.replace(".", "");
            local = pick(random, List.of(local, plain, String.join(".", plain.split(""))));
            text = local
                    + pick(random, List.of("", "+news", "+a+b"))
                    + pick(random, List.of("@gmail.com", "@googlemail.com"));
        }
        text = pick(random, List.of(text, text.toUpperCase(Locale.ROOT)));
        return pick(random, List.of(text, "  " + text + "\t", "\u00a0" + text, "A B <" + text + ">", "\u200b" + text));
    }

    private static String phoneSpelling(String phone, Random random) {
        String country = phone.substring(0, 2);
        String rest = phone.substring(2, 4) + " " + phone.substring(4, 8) + "-" + phone.substring(8);
        return pick(
                random,
                List.of(
                        "+" + phone,
                        "00" + phone,
                        phone,
                        "+" + country + " " + rest,
                        "+" + country + " (0)" + rest,
                        "+" + country + "." + rest.replace(' ', '.'),
                        "0" + rest,
                        "(0" + phone.substring(2, 4) + ") " + phone.substring(4),
                        phone + ".0",
                        " +" + phone + " ext. 3"));
    }

    /** As people fill in forms: nothing that has to be one value. */
    private static String decorated(String text, String other, Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                pick(random, List.of("(", "'", "[", "private: ", "Work ", "- ", "\u2022 ", "2) ", "9-17 "))
                        + text
                        + pick(random, List.of("", ")", "'", "]", ":", " (home)", " p12", " or so", "!"));
            case 1 -> text + pick(random, List.of(" / ", "/", " or ", "; ", ", ", " | ")) + other;
            case 2 -> other + pick(random, List.of(" / ", " or ", "; ", ", ", " | ")) + text;
            default -> text;
        };
    }

    private static String hashSpelling(String form, Random random) {
        String hash = Normal.sha256(form);
        return pick(
                random,
                List.of(
                        hash,
                        hash.toUpperCase(Locale.ROOT),
                        " " + hash + " ",
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash))));
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
