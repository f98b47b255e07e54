package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.BatchProfile;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelSource;
import org.jspecify.annotations.Nullable;

/**
 * A model opened for the ways in which workers run it. An image that comes alone gets all cores,
 * for the sake of its caller; when several workers have work, each runs the model on its own core
 * alone, which spares the cores from waiting for each other within every operator. The second
 * session is opened when it is needed first.
 */
final class WorkerSessions implements AutoCloseable {
  private final ModelSource source;
  private final SegmenterOptions options;
  private final BatchModel multiThreaded;
  private @Nullable BatchModel singleThreaded; // guarded by this
  private boolean closed; // guarded by this

  private WorkerSessions(ModelSource source, SegmenterOptions options, BatchModel multiThreaded) {
    this.source = source;
    this.options = options;
    this.multiThreaded = multiThreaded;
  }

  static WorkerSessions open(ModelSource source, SegmenterOptions options) throws ModelException {
    SegmenterOptions known =
        options.session().provider() instanceof ExecutionProvider.TensorRt
            ? withProfile(source, options)
            : options;
    return new WorkerSessions(source, known, open(source, known, known.session()));
  }

  private static BatchModel open(
      ModelSource source, SegmenterOptions options, SessionSettings session) throws ModelException {
    return BatchModel.open(source, session, options.tiling().flatMap(Tiling::window));
  }

  /** TensorRT has to know the shapes when it opens a model; the processor can tell them before. */
  private static SegmenterOptions withProfile(ModelSource source, SegmenterOptions options)
      throws ModelException {
    SessionSettings session = options.session();
    try (BatchModel model = open(source, options, session.withProvider(ExecutionProvider.cpu()))) {
      TensorSpec input = model.input();
      int most = model.fixedBatch().orElse(options.batch());
      long[] image = input.shape().stream().mapToLong(Integer::longValue).toArray();
      return options.withSession(
          session.withProvider(
              session.provider().withProfile(BatchProfile.of(input.name(), most, image))));
    }
  }

  /** The model on all cores, or on its device. */
  BatchModel multiThreaded() {
    return multiThreaded;
  }

  /** The model for one core; on a device, and where there is one core only, the same. */
  synchronized BatchModel singleThreaded() {
    SessionSettings session = options.perWorker();
    if (session.equals(options.session())) {
      return multiThreaded;
    }
    multiThreaded.checkOpen();
    if (singleThreaded == null && !closed) {
      try {
        singleThreaded = open(source, options, session);
      } catch (ModelException e) {
        throw new IllegalStateException(e.getMessage() + " (it was there before)", e);
      }
    }
    return singleThreaded == null ? multiThreaded : singleThreaded;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (singleThreaded != null) {
        singleThreaded.close();
      }
    }
    multiThreaded.close();
  }
}
