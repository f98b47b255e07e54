package dev.vinyl.spark;

import dev.vinyl.evaluation.OpenedModel;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ImageSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models that are open in this JVM: one for each file and device, shared by all tasks that run
 * at once. They stay open for the tasks that follow, and are closed when a task wants others and
 * nobody uses them any more.
 */
final class ExecutorModels {
  private static final Map<Key, Shared> OPENED = new HashMap<>();

  private record Key(String file, String provider, Optional<ImageSize> window) {}

  private static final class Shared {
    private final OpenedModel model;
    private int users;

    Shared(OpenedModel model) {
      this.model = model;
    }
  }

  private ExecutorModels() {}

  /** Models that a task uses; closing it gives them back. */
  static final class Lease implements AutoCloseable {
    private final List<OpenedModel> models = new ArrayList<>();
    private final List<Shared> held = new ArrayList<>();

    List<OpenedModel> models() {
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
   * @throws IOException if a model cannot be opened, in one line
   */
  static Lease take(List<ShippedModel> models, SegmenterOptions running) throws IOException {
    Lease lease = new Lease();
    synchronized (OPENED) {
      Set<Key> wanted = new HashSet<>();
      models.forEach(model -> wanted.add(key(model, running)));
      closeOthers(wanted);
      try {
        for (ShippedModel model : models) {
          Shared shared = OPENED.get(key(model, running));
          if (shared == null) {
            shared = new Shared(OpenedModel.open(model.here(), running));
            OPENED.put(key(model, running), shared);
          }
          shared.users++;
          lease.held.add(shared);
          lease.models.add(shared.model.named(model.name()));
        }
      } catch (IOException | RuntimeException e) {
        lease.close();
        throw e;
      }
    }
    return lease;
  }

  private static void closeOthers(Set<Key> wanted) {
    OPENED
        .entrySet()
        .removeIf(
            entry -> {
              boolean idle = !wanted.contains(entry.getKey()) && entry.getValue().users == 0;
              if (idle) {
                entry.getValue().model.close();
              }
              return idle;
            });
  }

  private static Key key(ShippedModel model, SegmenterOptions running) {
    return new Key(
        model.file(),
        running.session().provider().toString(),
        running.tiling().flatMap(Tiling::window));
  }

  /** How many are open; for tests. */
  static int opened() {
    synchronized (OPENED) {
      return OPENED.size();
    }
  }
}
