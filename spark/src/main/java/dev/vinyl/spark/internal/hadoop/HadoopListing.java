package dev.vinyl.spark.internal.hadoop;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** What is in a folder, a page at a time where the file system has pages. */
final class HadoopListing implements DirectoryStream<Path> {
  private final HadoopPath folder;
  private final Filter<? super Path> filter;
  private final RemoteIterator<FileStatus> rest;
  private boolean taken;
  private boolean closed;

  HadoopListing(HadoopPath folder, Filter<? super Path> filter, RemoteIterator<FileStatus> rest) {
    this.folder = folder;
    this.filter = filter;
    this.rest = rest;
  }

  @Override
  public Iterator<Path> iterator() {
    if (taken || closed) {
      throw new IllegalStateException("a listing is gone through once");
    }
    taken = true;
    return new Iterator<>() {
      private @Nullable Path ready;

      @Override
      public boolean hasNext() {
        ready = ready == null ? find() : ready;
        return ready != null;
      }

      @Override
      public Path next() {
        Path next = ready == null ? find() : ready;
        if (next == null) {
          throw new NoSuchElementException();
        }
        ready = null;
        return next;
      }
    };
  }

  private @Nullable Path find() {
    try {
      while (!closed && rest.hasNext()) {
        Path found = folder.listed(rest.next());
        if (filter.accept(found)) {
          return found;
        }
      }
      return null;
    } catch (IOException | RuntimeException e) {
      throw new DirectoryIteratorException(HadoopFileSystem.failure(folder, e));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
