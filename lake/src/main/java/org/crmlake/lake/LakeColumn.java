package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.types.Type;

/**
 * One column of a lake table.
 *
 * @param name in {@code snake_case}
 * @param type the Iceberg type
 * @param presence whether a row may do without it
 * @param content whether its values tell something of a person
 * @param doc what it holds, in one sentence
 */
public record LakeColumn(String name, Type type, Presence presence, Content content, String doc) {
    /** Whether a row may do without a value. */
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /** What the values are about; decides what Iceberg's manifests may repeat of them. */
    public enum Content {
        /** Nothing of a person: manifests keep counts and bounds, by which queries skip files. */
        PLAIN,
        /**
         * Identifies or describes a person. No bounds: a manifest outlives the data files it lists, and erasing somebody must
         * not leave their key behind as the smallest or largest value of a file.
         */
        PERSONAL
    }

    public LakeColumn {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        requireNonNull(presence, "presence is null");
        requireNonNull(content, "content is null");
        requireNonNull(doc, "doc is null");
    }

    static LakeColumn required(String name, Type type, String doc) {
        return new LakeColumn(name, type, Presence.REQUIRED, Content.PLAIN, doc);
    }

    static LakeColumn optional(String name, Type type, String doc) {
        return new LakeColumn(name, type, Presence.OPTIONAL, Content.PLAIN, doc);
    }

    LakeColumn personal() {
        return new LakeColumn(name, type, presence, Content.PERSONAL, doc);
    }

    /** Returns how much of the column Iceberg's manifests may hold, in the words of {@code write.metadata.metrics}. */
    String metricsMode() {
        if (content == Content.PERSONAL) {
            return "none";
        }
        return switch (type.typeId()) {
            case STRING -> "truncate(16)";
            case BINARY, MAP, LIST, STRUCT -> "counts";
            default -> "full";
        };
    }
}
