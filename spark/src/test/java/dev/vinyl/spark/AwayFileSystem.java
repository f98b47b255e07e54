package dev.vinyl.spark;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;

/**
 * Hadoop's own file system {@code away://machine/}: its root is a folder that only its
 * configuration tells, so that nobody finds a file by its path alone. Files whose names begin with
 * {@code locked} cannot be read.
 */
public final class AwayFileSystem extends RawLocalFileSystem {
  /** Where the files really are. */
  static final String ROOT = "fs.away.root";

  private static final URI HOME = URI.create("away://machine/");

  private String root = "";

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    root = configuration.get(ROOT);
    if (root == null) {
      throw new IOException("the setting " + ROOT + " is missing\n\tat the second line");
    }
    super.initialize(uri, configuration);
  }

  @Override
  public URI getUri() {
    return HOME;
  }

  @Override
  public String getScheme() {
    return HOME.getScheme();
  }

  @Override
  public File pathToFile(Path path) {
    checkPath(path);
    return new File(root, path.toUri().getPath());
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    access(path, FsAction.READ);
    return super.open(path, buffer);
  }

  @Override
  public void access(Path path, FsAction wanted) throws IOException {
    if (path.getName().startsWith("locked")) {
      throw new AccessControlException(
          "Permission denied: user=vinyl, access=%s\n\tat Namenode".formatted(wanted));
    }
  }
}
