package org.crmlake.reliability;

import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** Where it is said which version of a table holds, and what a commit looks like on its way there. */
public enum CatalogInUse {
    /** H2: the parameters of an UPDATE, of which three are metadata files, each letter in two bytes. */
    DATABASE("database", metadataFile("(", ")") + "(?:.{1,800}?" + metadataFile("(?:", ")") + "){2}"),
    /**
     * HDFS: a call of Hadoop's RPC, which has the name of its method in the header, and then what it is about. The last name is that of a
     * version of a table.
     */
    FOLDER("folder", "\\x06rename\\x12.{1,2000}?/(events|dead_letters)/metadata/v\\d+\\.(?:gz\\.)?metadata\\.json"),
    /** Iceberg's REST protocol. */
    SERVICE("service", "POST /v1/namespaces/[^/ ]+/tables/(events|dead_letters) HTTP");

    private final String text;
    private final Pattern commit;

    CatalogInUse(String text, String commit) {
        this.text = text;
        this.commit = Pattern.compile(commit, Pattern.DOTALL);
    }

    /** Returns which one the stores of a configuration use. */
    static CatalogInUse of(Configuration stores) {
        return switch (stores.get("lake.catalog.type", "hadoop")) {
            case "jdbc" -> DATABASE;
            case "rest" -> SERVICE;
            default -> FOLDER;
        };
    }

    /** Returns what matches the request of a commit, each byte as a character; the first group names the table. */
    Pattern commit() {
        return commit;
    }

    String text() {
        return text;
    }

    /** Returns the table that {@link #commit} has found. */
    static String table(String group) {
        return group.replace("\0", "");
    }

    private static String metadataFile(String begin, String end) {
        return wide("/") + begin + wide("events") + "|" + wide("dead_letters") + end + wide("/metadata/") + ".{1,200}?"
                + wide(".metadata.json");
    }

    private static String wide(String text) {
        StringBuilder wide = new StringBuilder();
        for (char letter : text.toCharArray()) {
            wide.append("\\x00").append(Pattern.quote(String.valueOf(letter)));
        }
        return wide.toString();
    }
}
