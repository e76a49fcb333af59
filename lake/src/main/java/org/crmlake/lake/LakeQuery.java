package org.crmlake.lake;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.internal.SQLConf;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;

/**
 * SQL written by people, over the tables of one tenant, that can change nothing and read nothing else.
 *
 * <p>A statement is checked twice by {@link QueryGuard}: as it is written, before Spark does anything with it, and as Spark
 * understood it, so that no name can mean something else than it seems to.
 */
public final class LakeQuery {
    private static final int LONGEST_REASON = 300;

    private LakeQuery() {}

    /**
     * Prepares a query. Tables go by their names, such as {@code events}; Iceberg's metadata tables by {@code
     * crm_<tenant>.events.snapshots}.
     *
     * @param sql one SELECT statement
     * @return its result, not yet computed
     * @throws CrmException USAGE if the statement is anything else, reads another tenant's tables or makes no sense; NOT_FOUND
     *     if the tenant has no lake
     */
    public static Dataset<Row> run(SparkSession spark, Tenant tenant, String sql) {
        SparkSession session = sessionOfItsOwn(spark, tenant);
        QueryGuard guard = new QueryGuard(tenant);
        try {
            guard.checkAsWritten(classic(session).sessionState().sqlParser().parsePlan(sql));
            Dataset<Row> result = session.sql(sql);
            guard.checkAsResolved(((org.apache.spark.sql.classic.Dataset<Row>) result)
                    .queryExecution()
                    .analyzed());
            return result;
        } catch (StackOverflowError e) {
            throw new CrmException(
                    Kind.USAGE, "Cannot run query: it is nested too deeply. Write it with fewer brackets.", e);
        } catch (CrmException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof ParseException) {
                throw refused("it is not valid SQL: " + reason(e), "Correct it", e);
            }
            if (e instanceof AnalysisException) {
                throw refused(reason(e), "The tables are " + tableNames(), e);
            }
            throw new CrmException(
                    Kind.EXTERNAL, "Cannot run query: " + reason(e) + ". See the cause with --verbose.", e);
        }
    }

    static CrmException refused(String reason, String advice, Exception cause) {
        return new CrmException(Kind.USAGE, "Cannot run query: " + reason + ". " + advice + ".", cause);
    }

    static String tableNames() {
        return LakeTables.ALL.stream().map(LakeTable::name).collect(Collectors.joining(", "));
    }

    /** A new session shares no temporary views and functions, and its current namespace is nobody else's. */
    private static SparkSession sessionOfItsOwn(SparkSession spark, Tenant tenant) {
        SparkSession session = spark.newSession();
        asJava(spark.conf().getAll()).forEach((key, value) -> {
            if (key.startsWith("spark.sql.") && !SQLConf.isStaticConfigKey(key)) {
                session.conf().set(key, value);
            }
        });
        session.conf().set("spark.sql.runSQLOnFiles", "false");
        ForcedSettings.ALL.forEach(session.conf()::set);
        session.catalog().setCurrentCatalog(LakeSettings.CATALOG_NAME);
        try {
            session.catalog().setCurrentDatabase(tenant.namespace());
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw new CrmException(
                        Kind.NOT_FOUND,
                        "Cannot run query: tenant " + tenant + " has no tables. Run `crmlake init --tenant " + tenant
                                + "`.",
                        e);
            }
            throw e;
        }
        return session;
    }

    /** Spark's messages go on for many lines; the first says it. */
    private static String reason(Exception e) {
        String line = String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
        String text = Printable.of(line, LONGEST_REASON);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
        return (org.apache.spark.sql.classic.SparkSession) session;
    }
}
