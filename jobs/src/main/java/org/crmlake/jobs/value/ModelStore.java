package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.btyd.GammaGamma;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.lake.ModelsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import scala.jdk.javaapi.CollectionConverters;

/** A tenant's models, in {@link ModelsTable} and as files. Saving the same model again changes nothing. */
public final class ModelStore {
    private final JobContext context;
    private final SparkLake lake;

    public ModelStore(JobContext context) {
        this.context = context;
        this.lake = context.lake();
    }

    /** Writes a model as a row and as a file, in the place of one of the same id. */
    public void save(StoredModel model) {
        new ModelFile(context).write(model);
        Dataset<Row> row = context.spark().createDataFrame(List.of(rowOf(model)), SparkLake.columns(ModelsTable.TABLE));
        Snapshot current = lake.table(ModelsTable.TABLE).currentSnapshot();
        lake.overwrite(
                row,
                ModelsTable.TABLE,
                col(ModelsTable.MODEL_ID).equalTo(lit(model.id())),
                Map.of(),
                current == null ? OptionalLong.empty() : OptionalLong.of(current.snapshotId()));
    }

    /** Returns all models, by the last day they have learned from and by id. */
    public List<StoredModel> all() {
        return lake
                .read(ModelsTable.TABLE)
                .orderBy(ModelsTable.TRAIN_UNTIL, ModelsTable.MODEL_ID)
                .collectAsList()
                .stream()
                .map(ModelStore::modelOf)
                .toList();
    }

    /**
     * Returns the model of this id.
     *
     * @throws CrmException NOT_FOUND if there is none
     */
    public StoredModel model(String id) {
        List<Row> rows = lake.read(ModelsTable.TABLE)
                .filter(col(ModelsTable.MODEL_ID).equalTo(lit(id)))
                .collectAsList();
        if (rows.isEmpty()) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot find model '" + Printable.of(id)
                            + "': there is none of that id. `crmlake models list` shows those there are.");
        }
        return modelOf(rows.get(0));
    }

    private static Row rowOf(StoredModel model) {
        List<Double> covariance = new ArrayList<>();
        model.fit().logCovariance().forEach(covariance::addAll);
        Map<String, Double> errors = new HashMap<>(model.standardErrors());
        errors.values().removeIf(error -> error.isNaN());
        return RowFactory.create(
                model.id(),
                model.model(),
                Date.valueOf(model.trainUntil()),
                model.period().toString(),
                scala(model.parameters()),
                scala(errors),
                CollectionConverters.asScala(covariance).toSeq(),
                model.fit().logLikelihood(),
                model.customers(),
                model.distinctGroups(),
                model.fit().iterations(),
                model.fit().converged(),
                CollectionConverters.asScala(model.fit().warnings()).toSeq(),
                model.fingerprint(),
                scala(model.shares()),
                scala(model.metrics()),
                model.codeVersion());
    }

    private static scala.collection.Map<String, Double> scala(Map<String, Double> numbers) {
        return CollectionConverters.asScala(numbers);
    }

    private static StoredModel modelOf(Row row) {
        String name = row.getAs(ModelsTable.MODEL);
        Map<String, Double> parameters = numbers(row, ModelsTable.PARAMETERS);
        Map<String, Double> errors = numbers(row, ModelsTable.STANDARD_ERRORS);
        List<String> names = parameterNames(name, parameters);
        List<Double> covariance = row.getList(row.fieldIndex(ModelsTable.LOG_COVARIANCE));
        List<List<Double>> rows = new ArrayList<>();
        for (int i = 0; i < names.size() && !covariance.isEmpty(); i++) {
            rows.add(List.copyOf(covariance.subList(i * names.size(), (i + 1) * names.size())));
        }
        Fit fit = new Fit(
                names,
                names.stream().map(parameters::get).toList(),
                names.stream().map(one -> errors.getOrDefault(one, Double.NaN)).toList(),
                rows,
                row.<Double>getAs(ModelsTable.LOG_LIKELIHOOD),
                row.<Integer>getAs(ModelsTable.ITERATIONS),
                row.<Boolean>getAs(ModelsTable.CONVERGED),
                row.getList(row.fieldIndex(ModelsTable.WARNINGS)));
        return new StoredModel(
                row.getAs(ModelsTable.MODEL_ID),
                name,
                row.<Date>getAs(ModelsTable.TRAIN_UNTIL).toLocalDate(),
                Period.valueOf(row.<String>getAs(ModelsTable.PERIOD).toUpperCase(Locale.ROOT)),
                fit,
                row.<Long>getAs(ModelsTable.CUSTOMERS),
                row.<Long>getAs(ModelsTable.DISTINCT_GROUPS),
                row.getAs(ModelsTable.DATA_FINGERPRINT),
                numbers(row, ModelsTable.SHARES),
                numbers(row, ModelsTable.METRICS),
                row.getAs(ModelsTable.CODE_VERSION));
    }

    private static Map<String, Double> numbers(Row row, String column) {
        return new LinkedHashMap<>(row.<String, Double>getJavaMap(row.fieldIndex(column)));
    }

    private static List<String> parameterNames(String model, Map<String, Double> parameters) {
        for (ModelKind kind : ModelKind.values()) {
            if (kind.toString().equals(model)) {
                return kind.parameterNames();
            }
        }
        return model.equals(SpendFit.MODEL)
                ? GammaGamma.PARAMETER_NAMES
                : List.copyOf(new TreeMap<>(parameters).keySet());
    }
}
