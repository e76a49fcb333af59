package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/segments.md and the published schema against the parser. */
class SegmentsPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyExampleCanBeReadAndFitsTheSchema() throws IOException {
        List<String> examples = examples();

        assertThat(examples).hasSizeGreaterThan(12);
        for (String example : examples) {
            assertThat(SegmentFile.parse(example, LeafTypes.builtIn())).isNotNull();
            assertThat(PublishedSchema.problems(example)).as(example).isEmpty();
        }
    }

    @Test
    void theExamplesUseEveryLeaf() throws IOException {
        Set<String> used = new HashSet<>();
        List<SegmentDefinition> definitions = new ArrayList<>();
        for (String example : examples()) {
            definitions.add(SegmentFile.parse(example, LeafTypes.builtIn()));
        }
        definitions.forEach(definition ->
                definition.leaves().forEach(placed -> used.add(placed.leaf().type())));

        assertThat(used).isEqualTo(LeafTypes.builtIn().byName().keySet());
        assertThat(SegmentSet.of(definitions).definitions()).hasSameSizeAs(definitions);
    }

    private static List<String> examples() throws IOException {
        Path page = Path.of(System.getProperty("crmlake.repository"), "docs", "segments.md");
        Matcher matcher = EXAMPLE.matcher(Files.readString(page, StandardCharsets.UTF_8));
        List<String> examples = new ArrayList<>();
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        return examples;
    }
}
