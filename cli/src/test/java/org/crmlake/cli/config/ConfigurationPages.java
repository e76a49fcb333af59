package org.crmlake.cli.config;

/** The page and the commented file that the list of keys stands for. */
final class ConfigurationPages {
    private static final int WIDTH = 110;

    private ConfigurationPages() {}

    /** Returns {@code docs/configuration.md}. */
    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                A value is looked for in four places, and the last one that has it wins: the default, the file
                `conf/crmlake.properties` (or the file that `CRMLAKE_CONF` names), the environment, and `--set KEY=VALUE` on the
                command line. `crmlake config explain` shows every value and where it was said; `crmlake config check` reports
                every problem at once. A key that does not exist is an error that names the nearest one.

                | key | environment variable | takes | default | meaning |
                |---|---|---|---|---|
                """);
        for (Key<?> key : Keys.ALL) {
            String byDefault = key.defaultText().isEmpty() ? "nothing" : "`" + key.defaultText() + "`";
            page.append("| `%s` | `%s` | %s | %s | %s |\n"
                    .formatted(key.name(), key.variable(), key.values(), byDefault, key.sentence()));
        }
        page.append("""

                Spark, Hadoop and HBase keep their own files and words, which crmlake neither repeats nor changes:

                | what | where |
                |---|---|
                | HDFS and HBase of a cluster | `HADOOP_CONF_DIR` and `HBASE_CONF_DIR`, the folders with `core-site.xml`, `hdfs-site.xml` and `hbase-site.xml`. Without them the sandbox is used |
                | the catalog of the lake | the keys `lake.catalog.*`; where none of them is set, the same names in `lake-site.xml` beside `core-site.xml`, which the sandbox writes. Spark is given the same one: a `spark.sql.catalog.lake` from elsewhere that differs is refused |
                | Spark's master, memory, shuffle and everything else | `spark-submit`, `spark-defaults.conf`, or `spark.*` system properties; crmlake sets only what its tables need, and only where nobody else did |
                | logs | `conf/log4j2.properties`; `--verbose` raises the level |
                | this machine's address | `SPARK_LOCAL_IP` and `SPARK_LOCAL_HOSTNAME`. Where Spark runs in the one process of a command they are the loopback unless set, so the machine's name need not resolve |
                """);
        return page.toString();
    }

    /** Returns {@code conf/crmlake.properties}: every key, commented out, with its default. */
    static String properties() {
        StringBuilder file = new StringBuilder("""
                # The settings of crmlake. Every line below is the default; take away the # to change one.
                # An environment variable wins over this file, and --set KEY=VALUE over both.
                # `crmlake config explain` shows what is in force and where it was said.
                """);
        for (Key<?> key : Keys.ALL) {
            file.append('\n');
            wrap(file, key.sentence() + " Takes " + key.values() + ".");
            file.append("# ")
                    .append(key.name())
                    .append(" = ")
                    .append(key.defaultText())
                    .append('\n');
        }
        return file.toString();
    }

    private static void wrap(StringBuilder file, String text) {
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                file.append('\n');
                column = 0;
            }
            file.append(column == 0 ? "# " : " ").append(word);
            column += word.length() + (column == 0 ? 2 : 1);
        }
        file.append('\n');
    }
}
