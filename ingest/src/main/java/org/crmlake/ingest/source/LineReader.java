package org.crmlake.ingest.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** The lines of a slice, unpacked by the file's name, blank lines left out: a blank line is no record in any of the formats. */
final class LineReader implements Iterator<LineRecord>, Closeable {
    private final FileSlice slice;
    private final LineRecordReader reader = new LineRecordReader();
    private LineRecord next;
    private boolean open;

    /**
     * Opens a slice.
     *
     * @param headerLines how many lines at the start of the file, blank ones not counted, are not records
     */
    LineReader(Configuration conf, FileSlice slice, int headerLines) {
        this.slice = slice;
        try {
            reader.initialize(
                    new FileSplit(new Path(slice.path()), slice.start(), slice.length(), null),
                    new TaskAttemptContextImpl(conf, new TaskAttemptID()));
            open = true;
        } catch (IOException e) {
            throw failure(e);
        }
        if (slice.start() == 0) {
            for (int i = 0; i < headerLines && hasNext(); i++) {
                next();
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && open) {
            try {
                if (reader.nextKeyValue()) {
                    next = record();
                } else {
                    close();
                }
            } catch (IOException e) {
                throw failure(e);
            }
        }
        return next != null;
    }

    @Override
    public LineRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LineRecord record = next;
        next = null;
        return record;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                reader.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private LineRecord record() {
        Text line = reader.getCurrentValue();
        byte[] bytes = line.getBytes();
        int length = line.getLength();
        for (int i = 0; i < length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return new LineRecord(slice.file(), reader.getCurrentKey().get(), line.copyBytes());
            }
        }
        return null;
    }

    private CrmException failure(IOException e) {
        String reason = e instanceof java.io.EOFException
                ? "the compressed data end too early"
                : Printable.of(String.valueOf(e.getMessage()), 300);
        return new CrmException(
                Kind.DATA,
                "Cannot read " + Printable.of(slice.path(), 500) + ": " + reason
                        + ". Nothing was written; replace the file and repeat the command.",
                e);
    }
}
