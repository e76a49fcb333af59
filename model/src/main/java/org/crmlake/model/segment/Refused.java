package org.crmlake.model.segment;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a text names that is no yes: rather too much. It may name several purposes or channels, with whatever between them, in words of
 * people. The whole text counts too, as there are purposes with blanks and commas.
 *
 * @param names all that is named; {@link Consents#ALL} if a word of it means everything, or if there are more names than anybody gives
 * @param isOfKnownChannels whether every word is one for a channel that is not e-mail
 */
record Refused(Set<String> names, boolean isOfKnownChannels) {
    static final String EMAIL = "email";

    private static final int MOST = 100;

    /** Whoever leaves one of these may stay in the mailing list; whoever leaves another, of which nothing is known, does not. */
    private static final Set<String> CHANNELS = Set.of(
            "sms",
            "mms",
            "push",
            "mobile_push",
            "web_push",
            "in_app",
            "whatsapp",
            "phone",
            "post",
            "direct_mail",
            Consents.ALL);

    private static final Set<String> WORDS_FOR_ALL = Set.of(
            Consents.ALL,
            "all",
            "any",
            "every",
            "everything",
            "everywhere",
            "anything",
            "alle",
            "alles",
            "allen",
            "tout",
            "tous",
            "toute",
            "toutes",
            "todo",
            "todos",
            "toda",
            "todas",
            "tutto",
            "tutti",
            "tutte",
            "wszystko");

    private static final Set<String> WORDS_FOR_EMAIL =
            Set.of(EMAIL, "e_mail", "mail", "emails", "e_mails", "mails", "mailing", "mailings");

    private static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("text", "sms"),
            Map.entry("texts", "sms"),
            Map.entry("txt", "sms"),
            Map.entry("text_message", "sms"),
            Map.entry("text_messages", "sms"),
            Map.entry("telephone", "phone"),
            Map.entry("tel", "phone"),
            Map.entry("call", "phone"),
            Map.entry("calls", "phone"),
            Map.entry("phone_call", "phone"),
            Map.entry("phone_calls", "phone"),
            Map.entry("push_notification", "push"),
            Map.entry("push_notifications", "push"),
            Map.entry("push_message", "push"),
            Map.entry("push_messages", "push"),
            Map.entry("webpush", "web_push"),
            Map.entry("inapp", "in_app"),
            Map.entry("whats_app", "whatsapp"),
            Map.entry("postal_mail", "post"),
            Map.entry("letter", "post"),
            Map.entry("letters", "post"));

    private static final Set<String> AND =
            Set.of("and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "of", "i", "och", "og", "plus");

    /** What is in no name: it takes no time to go back. */
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_*\\s\\p{Cc}-]");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cc}]+");
    private static final Pattern JOINTS = Pattern.compile("[\\s\\p{Cc}_-]+");

    /** Returns what a text names, nothing if it is null or has no letter. */
    static Refused of(String text) {
        String whole = Consents.word(text == null ? "" : text);
        Set<String> names = new LinkedHashSet<>();
        boolean known = true;
        for (String part : BETWEEN.split(whole)) {
            String phrase = part.strip();
            if (saysAnything(phrase)) {
                known &= add(phrase, names);
            }
            if (names.size() > MOST) {
                return new Refused(Set.of(Consents.ALL), true);
            }
        }
        if (!names.isEmpty() && !WORDS_FOR_ALL.contains(whole)) {
            names.add(whole);
        }
        return new Refused(names, known);
    }

    /** Adds a phrase as it is, its words, and what they mean; returns whether all of them mean a channel that is not e-mail. */
    private static boolean add(String phrase, Set<String> names) {
        String meant = meant(phrase);
        if (meant != null) {
            name(phrase, meant, names);
            return CHANNELS.contains(meant);
        }
        names.add(phrase);
        names.add(joined(phrase));
        boolean known = true;
        boolean saysMore = false;
        for (String word : BLANKS.split(phrase)) {
            if (!saysAnything(word) || AND.contains(word)) {
                continue;
            }
            saysMore = true;
            String meaning = meant(word);
            name(word, meaning, names);
            if (meaning != null) {
                known &= CHANNELS.contains(meaning);
                continue;
            }
            // Words of a purpose like ad_user_data are no purposes of their own; those that mean something are.
            for (String piece : JOINTS.split(word)) {
                String means = meant(piece);
                known &= means != null && CHANNELS.contains(means);
                if (means != null) {
                    names.add(means);
                }
            }
        }
        // A word that joins others says nothing where it stands alone: 'e' may be short for e-mail.
        return known && saysMore;
    }

    private static void name(String text, String meant, Set<String> names) {
        if (!WORDS_FOR_ALL.contains(text)) {
            names.add(text);
        }
        if (meant != null) {
            names.add(meant);
        }
    }

    /** Returns the name that definitions use, or null if the text is no word for one that is known. */
    private static String meant(String text) {
        String word = joined(text);
        if (WORDS_FOR_ALL.contains(word)) {
            return Consents.ALL;
        }
        if (WORDS_FOR_EMAIL.contains(word)) {
            return EMAIL;
        }
        return CHANNELS.contains(word) ? word : OTHER_WORDS.get(word);
    }

    private static String joined(String text) {
        return JOINTS.matcher(text).replaceAll("_");
    }

    private static boolean saysAnything(String text) {
        return text.chars().anyMatch(Character::isLetterOrDigit) || text.indexOf('*') >= 0;
    }
}
