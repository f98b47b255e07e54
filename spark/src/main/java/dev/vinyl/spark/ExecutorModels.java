package dev.vinyl.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The models that are open in this JVM: one for each file and way of running it, shared by all
 * tasks that run at once. They stay open for the tasks that follow, and are closed when a task
 * wants others and nobody uses them any more.
 */
final class ExecutorModels {
  private static final Map<Key, Shared> OPENED = new HashMap<>();

  private record Key(String model, Class<?> type, String way) {}

  private static final class Shared {
    private final AutoCloseable model;
    private int users;

    Shared(AutoCloseable model) {
      this.model = model;
    }
  }

  private ExecutorModels() {}

  /** Opens a model on this machine. */
  interface Opener<M> {
    /**
     * Opens it.
     *
     * @throws IOException if that cannot be done, in one line
     */
    M open(java.nio.file.Path file) throws IOException;
  }

  /** Models that a task uses; closing it gives them back. */
  static final class Lease<M> implements AutoCloseable {
    private final List<M> models = new ArrayList<>();
    private final List<Shared> held = new ArrayList<>();

    /** In the order in which they were asked for. */
    List<M> models() {
      return models;
    }

    @Override
    public void close() {
      synchronized (OPENED) {
        held.forEach(shared -> shared.users--);
        held.clear();
      }
    }
  }

  /**
   * Opens what is not open yet.
   *
   * @param way device and whatever else the opener does with a file, in words
   * @throws IOException if a model cannot be opened, in one line
   */
  static <M extends AutoCloseable> Lease<M> take(
      Class<M> type, List<ShippedModel> models, String way, Opener<M> opener) throws IOException {
    Lease<M> lease = new Lease<>();
    synchronized (OPENED) {
      Set<Key> wanted = new HashSet<>();
      models.forEach(model -> wanted.add(new Key(model.stem(), type, way)));
      closeOthers(wanted);
      try {
        for (ShippedModel model : models) {
          Key key = new Key(model.stem(), type, way);
          Shared shared = OPENED.get(key);
          if (shared == null) {
            shared = new Shared(opener.open(model.here()));
            OPENED.put(key, shared);
          }
          shared.users++;
          lease.held.add(shared);
          lease.models.add(type.cast(shared.model));
        }
      } catch (IOException | RuntimeException e) {
        lease.close();
        throw e;
      }
    }
    return lease;
  }

  private static void closeOthers(Set<Key> wanted) throws IOException {
    List<Key> idle =
        OPENED.entrySet().stream()
            .filter(entry -> !wanted.contains(entry.getKey()) && entry.getValue().users == 0)
            .map(Map.Entry::getKey)
            .toList();
    for (Key key : idle) {
      Shared shared = OPENED.remove(key);
      try {
        if (shared != null) {
          shared.model.close();
        }
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) { // what AutoCloseable declares, and models do not throw
        throw new IOException(e);
      }
    }
  }
}
