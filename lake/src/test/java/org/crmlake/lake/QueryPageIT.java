package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHdfs;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code docs/queries.md} says becomes of statements does. */
@ExtendWith({MiniHdfs.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPageIT {
    private static final Tenant SHOP = new Tenant("shop");
    private static final String REFUSED = "refused: ";
    private static final Pattern EXAMPLE = Pattern.compile("> (SELECT .*?);\\n", Pattern.DOTALL);

    private SparkSession spark;

    @BeforeAll
    void create(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hadoop), hadoop)) {
            catalog.createAndVerify(SHOP);
            catalog.createAndVerify(new Tenant("bank"));
        }
        spark.sql("INSERT INTO lake.crm_shop.rfm_scores VALUES"
                + " ('crm:1', 3, 2, 9.5, 5, 4, 3, 543, 'Champions', DATE'2026-05-01')");
    }

    @Test
    void attemptsEndAsThePageSays() throws IOException {
        List<String> lines = block("```sql");
        List<String> actual = new ArrayList<>();
        for (int i = 1; i < lines.size(); i += 2) {
            String outcome = outcome(lines.get(i));
            String told = lines.get(i - 1).substring("-- ".length());
            actual.add("-- " + (outcome.startsWith(told) && told.length() > REFUSED.length() ? told : outcome));
            actual.add(lines.get(i));
        }
        assertThat(lines).hasSizeGreaterThan(2 * 60);
        assertThat(actual).containsExactlyElementsOf(lines);
    }

    @Test
    void functionsOfSparkThatAreNotAllowedAreThoseOfThePage() throws IOException {
        String refused = new TreeSet<>(asJava(FunctionRegistry.expressions()).keySet())
                .stream()
                        .filter(name -> name.matches("[a-z].*"))
                        .filter(name -> !isWritable("SELECT `" + name + "`(1)"))
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "));

        assertThat(page().replaceAll("\\s+", " ")).contains("these are not among them: " + refused + ".");
    }

    /** Spark gives examples of nearly every function; a class that is missing from the list would be found by them. */
    @Test
    void sparksOwnExamplesOfAllowedFunctionsAreAnswered() {
        List<String> refused = new ArrayList<>();
        int[] answered = {0};
        asJava(FunctionRegistry.expressions()).forEach((name, function) -> {
            Matcher example = EXAMPLE.matcher(function._1().getExamples());
            while (name.matches("[a-z].*") && isWritable("SELECT `" + name + "`(1)") && example.find()) {
                String outcome = outcome(example.group(1), false);
                if (outcome.equals("answered")) {
                    answered[0]++;
                } else if (outcome.contains("not among those") && !outcome.contains("xpath")) {
                    refused.add(example.group(1) + ": " + outcome);
                }
            }
        });

        assertThat(refused).isEmpty();
        assertThat(answered[0]).isGreaterThan(600);
    }

    /** Whatever a plain SELECT is made of: ordinals, stars, windows, lambdas, intervals, subqueries, pivots and all else. */
    @Test
    void allThatAPlainSelectIsMadeOfIsAnswered() throws IOException {
        List<String> statements;
        try (InputStream in = QueryPageIT.class.getResourceAsStream("selects.sql")) {
            statements = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }

        assertThat(statements).hasSizeGreaterThan(80);
        assertThat(statements.stream().map(sql -> sql + " -- " + outcome(sql, false)))
                .allMatch(said -> said.endsWith(" -- answered"));
    }

    @Test
    void ofPlacesThoseOfTheFilesOfItsOwnTablesAreTold() {
        List<String> told = new ArrayList<>();
        for (String statement : List.of(
                "SELECT _file FROM lake.crm_shop.rfm_scores",
                "SELECT file_path FROM lake.crm_shop.rfm_scores.files",
                "SELECT file_path FROM lake.crm_shop.rfm_scores.all_data_files",
                "SELECT data_file.file_path FROM lake.crm_shop.rfm_scores.entries",
                "SELECT path FROM lake.crm_shop.rfm_scores.manifests",
                "SELECT path FROM lake.crm_shop.rfm_scores.all_manifests",
                "SELECT manifest_list FROM lake.crm_shop.rfm_scores.snapshots",
                "SELECT file FROM lake.crm_shop.rfm_scores.metadata_log_entries")) {
            List<Row> rows = LakeQuery.run(spark, SHOP, statement).collectAsList();
            assertThat(rows).as(statement).isNotEmpty();
            rows.forEach(row -> told.add(row.getString(0)));
        }

        assertThat(told)
                .allMatch(place -> place.matches("hdfs://[^/]+/[^ ]*/crm_shop/rfm_scores/(data|metadata)/[^ ]+"));
        for (String table : List.of("history", "refs", "partitions", "snapshots", "files", "metadata_log_entries")) {
            LakeQuery.run(spark, SHOP, "SELECT * FROM lake.crm_shop.rfm_scores." + table).collectAsList().stream()
                    .flatMap(row -> Pattern.compile("[^\\s,(\\[>]*/[^\\s,)\\]]*")
                            .matcher(row.toString())
                            .results())
                    .forEach(place -> assertThat(place.group()).as(table).contains("/crm_shop/rfm_scores/"));
        }
    }

    @Test
    void saysThatAStatementIsNestedTooDeeply() {
        String sql = "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000);

        assertThat(outcome(sql)).startsWith(REFUSED).containsAnyOf("nested too deeply", "too complex");
    }

    private boolean isWritable(String sql) {
        try {
            new QueryGuard(SHOP)
                    .checkAsWritten(((org.apache.spark.sql.classic.SparkSession) spark)
                            .sessionState()
                            .sqlParser()
                            .parsePlan(sql));
            return true;
        } catch (CrmException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String outcome(String sql) {
        return outcome(sql, true);
    }

    private String outcome(String sql, boolean computed) {
        try {
            Dataset<Row> result = LakeQuery.run(spark, SHOP, sql);
            if (computed) {
                result.collectAsList();
            }
            return "answered";
        } catch (CrmException e) {
            assertThat(e.kind()).as(sql).isEqualTo(Kind.USAGE);
            return REFUSED + e.getMessage().substring("Cannot run query: ".length());
        } catch (Exception e) {
            return "failed: " + e.getMessage();
        }
    }

    private static List<String> block(String fence) throws IOException {
        return page().lines()
                .dropWhile(line -> !line.equals(fence))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(
                Path.of(System.getProperty("crmlake.repository")).resolve("docs/queries.md"));
    }
}
