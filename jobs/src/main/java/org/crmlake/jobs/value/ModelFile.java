package org.crmlake.jobs.value;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.ModelsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * A model as a JSON file of the cluster's file system, {@code /crmlake/models/crm_<tenant>/<model id>.json}, for programs that have no
 * Iceberg.
 */
final class ModelFile {
    private static final String FOLDER = "models";

    private final JobContext context;

    ModelFile(JobContext context) {
        this.context = context;
    }

    void write(StoredModel model) {
        // Beside the warehouse, wherever that is.
        Path tenant = new Path(context.lake().table(ModelsTable.TABLE).location()).getParent();
        Path folder = new Path(new Path(tenant.getParent().getParent(), FOLDER), tenant.getName());
        Path file = new Path(folder, model.id() + ".json");
        Path unfinished = file.suffix(".unfinished");
        try {
            FileSystem files = file.getFileSystem(context.hbase());
            try (OutputStream out = files.create(unfinished, true)) {
                out.write(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(members(model)));
            }
            files.delete(file, false);
            if (!files.rename(unfinished, file)) {
                throw new IOException("it could not be given its name");
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write the file of model " + model.id() + ": " + e.getMessage()
                            + ". See that HDFS runs and that you may write to " + folder + ".",
                    e);
        }
    }

    private static Map<String, Object> members(StoredModel model) {
        Map<String, Double> errors = new LinkedHashMap<>(model.standardErrors());
        errors.values().removeIf(error -> error.isNaN());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("model_id", model.id());
        members.put("model", model.model());
        members.put("train_until", model.trainUntil().toString());
        members.put("period", model.period().toString());
        members.put("parameters", model.parameters());
        members.put("standard_errors", errors);
        members.put("log_covariance", model.fit().logCovariance());
        members.put("log_likelihood", model.fit().logLikelihood());
        members.put("customers", model.customers());
        members.put("distinct_groups", model.distinctGroups());
        members.put("iterations", model.fit().iterations());
        members.put("converged", model.fit().converged());
        members.put("warnings", model.fit().warnings());
        members.put("data_fingerprint", model.fingerprint());
        members.put("shares", new TreeMap<>(model.shares()));
        members.put("metrics", new TreeMap<>(model.metrics()));
        members.put("code_version", model.codeVersion());
        return members;
    }
}
