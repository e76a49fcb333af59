package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a commit costs at the start and at the end of very many: it must not grow with their number. */
final class CommitsLine implements Line {
    @Override
    public String name() {
        return "commits";
    }

    @Override
    public boolean isAskedFor() {
        return true;
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        Sizes.Commits sizes = lab.sizes().commits();
        return sizes.throughStream() ? throughStream(lab, sizes.number()) : onTable(lab, sizes.number());
    }

    private static List<Comparison> onTable(Lab lab, int number) throws IOException, InterruptedException {
        lab.freshTenant();
        Path folder = Files.createDirectories(lab.work().resolve("commits"));
        Run run = lab.beside(CommitsOnTable.class, folder.toString(), Integer.toString(number));
        return CommitPeriods.toldBy(run.out())
                .comparisons(
                        "commits",
                        "tables in a folder of this machine",
                        number + " commits to the table of events, each opened, looked up and made as by a batch.");
    }

    private static List<Comparison> throughStream(Lab lab, int number) throws IOException, InterruptedException {
        String tenant = lab.freshTenant();
        Path arriving = Files.createDirectories(lab.work().resolve("arriving"));
        for (int i = 0; i < number; i++) {
            Files.writeString(
                    arriving.resolve(String.format("%08d.json", i)),
                    "{\"type\":\"track\",\"messageId\":\"m" + i + "\",\"userId\":\"u" + i % 1000
                            + "\",\"event\":\"Order Completed\",\"timestamp\":\"2026-01-31T12:00:00Z\"}\n",
                    StandardCharsets.UTF_8);
        }
        Run run = lab.beside(
                StreamedCommits.class,
                lab.crmlake().conf().toString(),
                tenant,
                arriving.toString(),
                Integer.toString(number));
        return CommitPeriods.toldBy(run.out())
                .comparisons(
                        "commits-stream",
                        "the sandbox; nothing in the stores at the start",
                        number
                                + " files of one event, each a batch of a followed folder; maintenance seven times, whose horizon"
                                + " is a third of the run.");
    }
}
