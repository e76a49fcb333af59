package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Like;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.MultiLikeBase;
import org.apache.spark.sql.catalyst.expressions.RLike;
import org.apache.spark.sql.catalyst.expressions.RegExpExtract;
import org.apache.spark.sql.catalyst.expressions.RegExpExtractAll;
import org.apache.spark.sql.catalyst.expressions.RegExpInStr;
import org.apache.spark.sql.catalyst.expressions.RegExpReplace;
import org.apache.spark.sql.catalyst.expressions.StringSplit;
import org.apache.spark.sql.catalyst.expressions.StringToMap;
import org.apache.spark.sql.catalyst.util.CollationSupport;
import org.apache.spark.sql.catalyst.util.StringUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.TextGuard.Check;
import org.crmlake.model.BoundedPattern;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps one record from holding a task for hours. Spark's functions of regular expressions leave the work to Java's matcher, which
 * backtracks over the text of a record without end. Before such a function sees a text, the same expression is held against it with its steps
 * counted, and the record fails if they are too many. The function itself stays Spark's, so that what it returns is what it always
 * returned.
 */
public final class RegexGuard {
    /** Without a repetition, steps are as many as characters times the length of the expression. */
    private static final String REPETITIONS = "*+{";

    /** Without a repetition, an expression of this length takes few steps. */
    private static final int SHORT = 100;

    private static final int MOST_COMPILED = 256;
    private static final Map<String, BoundedPattern> COMPILED = new ConcurrentHashMap<>();

    private RegexGuard() {}

    /** Returns what is to see the text that {@code function} holds against regular expressions. */
    static List<Check> checks(Expression function, StringType type) {
        Seq<Expression> arguments = function.children();
        if (function instanceof RLike || function instanceof RegExpExtract || function instanceof RegExpInStr) {
            return repeating(arguments.apply(1), check(type, "checkFind", arguments.apply(1)));
        } else if (function instanceof RegExpExtractAll || function instanceof StringSplit) {
            return repeating(arguments.apply(1), check(type, "checkAll", arguments.apply(1)));
        } else if (function instanceof RegExpReplace) {
            Check check = check(type, "checkReplaced", arguments.apply(1), arguments.apply(2), arguments.apply(3));
            // What is taken out makes no text longer, and is what is asked for most.
            return isShort(arguments.apply(2)) && text(arguments.apply(2)).isEmpty()
                    ? repeating(arguments.apply(1), check)
                    : List.of(check);
        } else if (function instanceof StringToMap) {
            return List.of(check(type, "checkPairs", arguments.apply(1), arguments.apply(2)));
        } else if (function instanceof Like like) {
            return List.of(check(type, "checkLike", arguments.apply(1), text(String.valueOf(like.escapeChar()))));
        } else if (function instanceof MultiLikeBase likes) {
            return CollectionConverters.asJava(likes.patterns()).stream()
                    .filter(Objects::nonNull)
                    .map(pattern -> check(type, "checkLike", text(pattern.toString()), text("\\")))
                    .toList();
        }
        return List.of();
    }

    /** Returns {@code check}, or nothing if {@code regex} is written out and repeats nothing. */
    private static List<Check> repeating(Expression regex, Check check) {
        boolean isHarmless = isShort(regex) && text(regex).chars().noneMatch(c -> REPETITIONS.indexOf(c) >= 0);
        return isHarmless ? List.of() : List.of(check);
    }

    /** Whether this is written out in the mapping, and not by the page. */
    private static boolean isShort(Expression expression) {
        return expression instanceof Literal && text(expression).length() <= SHORT;
    }

    private static String text(Expression literal) {
        Object value = ((Literal) literal).value();
        return value == null ? "" : value.toString();
    }

    private static Check check(StringType type, String method, Expression... more) {
        List<Expression> arguments = new ArrayList<>(List.of(more));
        arguments.add(
                Literal.create(CollationSupport.collationAwareRegexFlags(type.collationId()), DataTypes.IntegerType));
        return new Check(RegexGuard.class, method, arguments);
    }

    private static Literal text(String value) {
        return Literal.create(UTF8String.fromString(value), DataTypes.StringType);
    }

    /** Called by Spark for each record, as the others are: returns {@code text}, or throws if {@code regex} cannot be searched in it. */
    public static UTF8String checkFind(UTF8String text, UTF8String regex, int flags) {
        BoundedPattern pattern = pattern(text, regex, flags);
        if (pattern != null) {
            pattern.isFoundIn(text.toString());
        }
        return text;
    }

    /** Returns {@code text}, or throws if {@code regex} cannot be searched throughout. */
    public static UTF8String checkAll(UTF8String text, UTF8String regex, int flags) {
        BoundedPattern pattern = pattern(text, regex, flags);
        if (pattern != null) {
            pattern.count(text.toString(), 0);
        }
        return text;
    }

    /**
     * Returns {@code text}, or throws if {@code regex} cannot be searched from character number {@code position} on, from 1, or what is
     * found and replaced makes too long a text.
     */
    public static UTF8String checkReplaced(
            UTF8String text, UTF8String regex, UTF8String replacement, int position, int flags) {
        BoundedPattern pattern = pattern(text, regex, flags);
        if (pattern != null && replacement != null) {
            String searched = text.toString();
            int from = Math.min(Math.max(position - 1, 0), searched.length());
            pattern.replacedLength(searched, from, replacement.toString(), CostGuard.MOST_MADE);
        }
        return text;
    }

    /** Returns {@code text}, or throws if it cannot be split into pairs, or one of them into key and value. */
    public static UTF8String checkPairs(UTF8String text, UTF8String pairs, UTF8String keyValue, int flags) {
        BoundedPattern between = pattern(text, pairs, flags);
        BoundedPattern within = pattern(text, keyValue, flags);
        if (between != null && within != null) {
            between.split(text.toString()).forEach(within::isFoundIn);
        }
        return text;
    }

    /** Returns {@code text}, or throws if it cannot be held against the pattern of a LIKE. */
    public static UTF8String checkLike(UTF8String text, UTF8String like, UTF8String escape, int flags) {
        if (text == null || like == null) {
            return text;
        }
        String regex;
        try {
            regex = StringUtils.escapeLikeRegex(
                    like.toString(), escape.toString().charAt(0));
        } catch (RuntimeException e) {
            return text;
        }
        BoundedPattern pattern = compiled(regex, flags);
        if (pattern != null) {
            pattern.matches(text.toString());
        }
        return text;
    }

    /** Returns null if there is nothing to search, or Spark is going to say what is wrong with the expression. */
    private static BoundedPattern pattern(UTF8String text, UTF8String regex, int flags) {
        return text == null || regex == null ? null : compiled(regex.toString(), flags);
    }

    private static BoundedPattern compiled(String regex, int flags) {
        if (COMPILED.size() > MOST_COMPILED) {
            COMPILED.clear();
        }
        try {
            return COMPILED.computeIfAbsent(flags + ":" + regex, key -> BoundedPattern.compile(regex, flags));
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
