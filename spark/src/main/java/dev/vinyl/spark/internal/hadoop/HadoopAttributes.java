package dev.vinyl.spark.internal.hadoop;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.apache.hadoop.fs.FileStatus;

/** What Hadoop says of a file. */
record HadoopAttributes(HadoopPath path, FileStatus status) implements BasicFileAttributes {
  @Override
  public FileTime lastModifiedTime() {
    return FileTime.fromMillis(status.getModificationTime());
  }

  /** Of the last change, where a file system does not keep it. */
  @Override
  public FileTime lastAccessTime() {
    long time = status.getAccessTime();
    return time > 0 ? FileTime.fromMillis(time) : lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return status.isFile();
  }

  @Override
  public boolean isDirectory() {
    return status.isDirectory();
  }

  /** Links are followed. */
  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return !isRegularFile() && !isDirectory();
  }

  @Override
  public long size() {
    return status.getLen();
  }

  @Override
  public Object fileKey() {
    return path.toAbsolutePath().normalize();
  }
}
