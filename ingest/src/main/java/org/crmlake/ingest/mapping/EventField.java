package org.crmlake.ingest.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The fields that a mapping can fill, in the order in which compiled mappings deliver them, with their types. */
public enum EventField {
    EVENT_ID(DataTypes.StringType),
    NATURAL_KEY(DataTypes.StringType),
    KIND(DataTypes.StringType),
    NAME(DataTypes.StringType),
    CUSTOMER_KEY(DataTypes.StringType),
    USER_ID(DataTypes.StringType),
    ANONYMOUS_ID(DataTypes.StringType),
    EVENT_TIME(DataTypes.TimestampType),
    RECEIVED_AT(DataTypes.TimestampType),
    CHANNEL(DataTypes.StringType),
    CAMPAIGN_ID(DataTypes.StringType),
    AMOUNT(DataTypes.createDecimalType(18, 4)),
    CURRENCY(DataTypes.StringType),
    PROPERTIES(DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)),
    CONTEXT(DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

    private final DataType type;

    EventField(DataType type) {
        this.type = type;
    }

    /** Returns the type that the field's expression is cast to; a value that does not fit is a rejection. */
    public DataType type() {
        return type;
    }

    /** Returns the name as a mapping file spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<EventField> parse(String text) {
        return Arrays.stream(values())
                .filter(field -> field.text().equals(text))
                .findFirst();
    }
}
