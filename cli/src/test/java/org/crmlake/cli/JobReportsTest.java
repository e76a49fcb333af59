package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.Screen;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.junit.jupiter.api.Test;

class JobReportsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final JobReport BAKED = new JobReport(
            "bake",
            DAY,
            new JobOutcome(List.of(new Written(TableRef.PROFILE, 3)), findings(), List.of("It is rather dark.")),
            Duration.ofMillis(1500));
    private static final JobReport BOILED =
            new JobReport("boil", DAY, JobOutcome.wrote(new Written(TableRef.PROFILE, 2)), Duration.ofSeconds(2));

    private final StringWriter out = new StringWriter();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void oneJobIsOneJsonObject() {
        assertThat(written(Format.JSON, BAKED))
                .isEqualTo("{\"job\": \"bake\", \"as_of\": \"2026-06-01\", \"crust\": {\"thickness\": 0.5, \"colour\":"
                        + " \"black\"}, \"loaves\": 3, \"warnings\": [\"It is rather dark.\"], \"written\": [{\"table\":"
                        + " \"hbase.profile\", \"rows\": 3}], \"seconds\": 1.500}\n");
    }

    @Test
    void severalJobsAreAnArray() {
        assertThat(written(Format.JSON, BAKED, BOILED))
                .startsWith("[\n  {\"job\": \"bake\", ")
                .endsWith(
                        ",\n  {\"job\": \"boil\", \"as_of\": \"2026-06-01\", \"written\": [{\"table\": \"hbase.profile\","
                                + " \"rows\": 2}], \"seconds\": 2.000}\n]\n");
        assertThat(written(Format.NDJSON, BAKED, BOILED).lines()).hasSize(2).allMatch(line -> line.startsWith("{"));
    }

    @Test
    void aTableIsFollowedByTheFindings() {
        assertThat(written(Format.TABLE, BAKED, BOILED)).isEqualTo("""
                job   as_of       table          rows  seconds
                bake  2026-06-01  hbase.profile     3    1.500
                boil  2026-06-01  hbase.profile     2    2.000
                crust.thickness  0.5
                crust.colour     black
                loaves           3
                """);
    }

    @Test
    void csvHasTheRowsOnly() {
        assertThat(written(Format.CSV, BAKED).lines())
                .containsExactly("job,as_of,table,rows,seconds", "bake,2026-06-01,hbase.profile,3,1.500");
    }

    @Test
    void aWarningIsSaidEvenToTheQuiet() {
        written(Format.CSV, BAKED);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("crmlake: bake: It is rather dark.\n");
    }

    private String written(Format format, JobReport... reports) {
        out.getBuffer().setLength(0);
        RootCommand options = new RootCommand();
        options.output = format;
        options.quiet = true;
        Shell shell = new Shell(
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Screen.NONE,
                Map.of(),
                RunCrmlake.REPOSITORY,
                Clock.systemUTC());
        try (JobReports sink = new JobReports(new Invocation(shell, options), reports.length)) {
            List.of(reports).forEach(sink::add);
        }
        return out.toString();
    }

    private static Map<String, Object> findings() {
        Map<String, Object> crust = new LinkedHashMap<>();
        crust.put("thickness", 0.5);
        crust.put("colour", "black");
        Map<String, Object> findings = new LinkedHashMap<>();
        findings.put("crust", crust);
        findings.put("loaves", 3);
        return findings;
    }
}
