package dev.vinyl.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of Parquet files that is written group by group, of any file system that Hadoop knows.
 * Until all groups are there it is called {@code NAME.partial}.
 */
final class FeatureFolder {
  private static final String JOB = "_job.txt";
  private static final String DONE = "_SUCCESS";

  private final FileSystem files;
  private final Path target;
  private final Path partial;

  private FeatureFolder(FileSystem files, Path target) {
    this.files = files;
    this.target = target;
    this.partial = target.suffix(".partial");
  }

  /**
   * Opens what an earlier run has left, if it was of the same job, or begins anew.
   *
   * @param identity of the job: model, images, settings
   * @throws IOException if the folder is there already, or cannot be written
   */
  static FeatureFolder open(String folder, String identity, Configuration settings)
      throws IOException {
    Path target = new Path(folder);
    FeatureFolder opened = new FeatureFolder(target.getFileSystem(settings), target);
    if (opened.files.exists(target)) {
      throw new IOException("%s: is there already; name another folder".formatted(folder));
    }
    byte[] job = identity.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(opened.job(), job)) {
      if (opened.files.exists(opened.partial) && opened.job().length == 0) {
        throw new IOException(
            "%s: is no unfinished table of features; move it away".formatted(opened.partial));
      }
      opened.files.delete(opened.partial, true);
      opened.files.mkdirs(opened.partial);
      try (OutputStream out = opened.files.create(new Path(opened.partial, JOB))) {
        out.write(job);
      }
    }
    return opened;
  }

  private byte[] job() throws IOException {
    try (InputStream in = files.open(new Path(partial, JOB))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return new byte[0];
    }
  }

  /** Where a group of images is written. */
  String group(int index) {
    return new Path(partial, "group=" + index).toString();
  }

  /** Whether a group is whole. */
  boolean isDone(int index) throws IOException {
    return files.exists(new Path(group(index), DONE));
  }

  /** Gives the folder its name. */
  void finish() throws IOException {
    if (!files.rename(partial, target)) {
      throw new IOException("%s: cannot be renamed to %s".formatted(partial, target));
    }
  }
}
