package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.BatchProfile;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.model.BatchModel;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelSource;
import dev.vinyl.runtime.model.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * A model opened for the ways in which lanes run it. A picture that comes alone gets all cores, for
 * the sake of its caller; when several lanes have work, each runs the model on its own core alone,
 * which spares the cores from waiting for each other within every operator. The second session is
 * opened when it is needed first.
 */
final class LaneModels implements AutoCloseable {
  private final ModelSource source;
  private final SegmenterOptions options;
  private final BatchModel wide;
  private @Nullable BatchModel narrow; // guarded by this
  private boolean closed; // guarded by this

  private LaneModels(ModelSource source, SegmenterOptions options, BatchModel wide) {
    this.source = source;
    this.options = options;
    this.wide = wide;
  }

  static LaneModels open(ModelSource source, SegmenterOptions options) throws ModelException {
    SegmenterOptions known =
        options.session().provider() instanceof ExecutionProvider.TensorRt
            ? withProfile(source, options)
            : options;
    return new LaneModels(source, known, BatchModel.open(source, known.session()));
  }

  /** TensorRT has to know the shapes when it opens a model; the processor can tell them before. */
  private static SegmenterOptions withProfile(ModelSource source, SegmenterOptions options)
      throws ModelException {
    SessionSettings session = options.session();
    try (BatchModel model =
        BatchModel.open(source, session.withProvider(ExecutionProvider.cpu()))) {
      TensorSpec input = model.input();
      int most = model.fixedBatch().orElse(options.batch());
      long[] picture = input.shape().stream().mapToLong(Integer::longValue).toArray();
      return options.withSession(
          session.withProvider(
              session.provider().withProfile(BatchProfile.of(input.name(), most, picture))));
    }
  }

  /** The model on all cores, or on its device. */
  BatchModel wide() {
    return wide;
  }

  /** The model for one core; on a device, and where there is one core only, the same. */
  synchronized BatchModel narrow() {
    SessionSettings session = options.perLane();
    if (session.equals(options.session())) {
      return wide;
    }
    wide.checkOpen();
    if (narrow == null && !closed) {
      try {
        narrow = BatchModel.open(source, session);
      } catch (ModelException e) {
        throw new IllegalStateException(e.getMessage() + " (it was there before)", e);
      }
    }
    return narrow == null ? wide : narrow;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (narrow != null) {
        narrow.close();
      }
    }
    wide.close();
  }
}
