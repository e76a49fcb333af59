package org.crmlake.ingest.batch;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;

/**
 * Streams of records for laws: all kinds of records there are, in any order, and some more of them. A {@code %} stands for the try, so
 * that tries which share a tenant have nothing in common.
 */
final class LawfulRecords {
    static final Mapping MAPPING = MappingFile.parse("law", """
            source: law
            format: json
            schema: id string, key string, who string, day string, what string, gift string, skip string
            filter: skip is null
            events:
              - fields:
                  event_id: id
                  natural_key: key
                  customer_key: "concat('shop:', who)"
                  name: what
                  event_time: "cast(day as timestamp)"
              - when: gift is not null
                fields:
                  event_id: "concat(id, '/gift')"
                  natural_key: "concat(key, '/gift')"
                  customer_key: "concat('shop:', who)"
                  name: "'Gift Added'"
                  event_time: "cast(day as timestamp)"
                  properties: "map('gift', cast(cast(gift as int) as string))"
            """);

    /** Of each kind one at least: conflicts of content, of customer and of time, repeats, equal records, lost halves, no events. */
    private static final List<String> EVERY_KIND = List.of(
            "{'id':'%-m1','who':'%-a','day':'2026-01-31','what':'bought'}",
            "{'id':'%-m1','who':'%-a','day':'2026-01-31','what':'bought'}",
            "{'id':'%-m1','who':'%-a','day':'2026-01-31','what':'returned'}",
            "{'id':'%-m1','who':'%-b','day':'2026-01-31','what':'bought'}",
            "{'id':'%-m1','who':'%-a','day':'2026-02-01','what':'bought'}",
            "{'id':'%-m2','who':'%-a','day':'2026-01-31','what':'bought','gift':'7'}",
            "{'id':'%-m2','who':'%-a','day':'2026-01-31','what':'bought','gift':'8'}",
            "{'key':'%-k1','who':'%-b','day':'2026-01-31','what':'looked'}",
            "{'key':'%-k1','who':'%-b','day':'2026-01-31','what':'looked'}",
            "{'key':'%-k1','who':'%-b','day':'2026-01-31','what':'returned'}",
            "{'who':'%-b','day':'2026-01-31','what':'looked'}",
            "{'who':'%-b','day':'2026-01-31','what':'looked'}",
            "{'who':'%-b','day':'2026-02-01','what':'bought','gift':'7'}",
            "{'who':'%-b','day':'2026-02-01','what':'bought','gift':'ring'}",
            "{'who':'%-b','day':'2026-02-01','what':'bought','gift':'ring'}",
            "{'who':'%-a','day':'soon','what':'bought'}",
            "{'id':'%-m3','day':'2026-01-31','what':'bought'}",
            "{'who':'%-a','skip':'yes'}",
            "no JSON of %",
            "no JSON of %");

    private LawfulRecords() {}

    /** Returns streams of some twenty records. */
    static Arbitrary<List<String>> streams() {
        return Arbitraries.of(EVERY_KIND).list().ofMaxSize(6).flatMap(more -> {
            List<String> all = new ArrayList<>(EVERY_KIND);
            all.addAll(more);
            return Arbitraries.shuffle(all);
        });
    }

    /** Returns the bytes of a record of a try, as text. */
    static String of(String attempt, String record) {
        return record.replace("%", attempt).replace('\'', '"');
    }

    /** Returns whether all that tells the record from its equals is how many there are. */
    static boolean isKnownByContentAlone(String record) {
        return !record.contains("'id'") && !record.contains("'key'");
    }

    static List<String> customers(String attempt) {
        return List.of("shop:" + attempt + "-a", "shop:" + attempt + "-b");
    }
}
