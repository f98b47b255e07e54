package dev.vinyl.export.weights;

import static dev.vinyl.export.weights.WeightFileException.shown;

import dev.vinyl.export.weights.PickleValue.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file that PyTorch's {@code torch.save} wrote since version 1.6: a zip with a pickle and the
 * values beside it. It may hold one tensor, a state dict, or a state dict under a usual key such as
 * {@code state_dict} or {@code model}, beside whatever a training program kept.
 *
 * <pre>{@code
 * ParameterSet encoder = PyTorchCheckpoint.read(Path.of("encoder.pth")).parameters();
 * }</pre>
 *
 * <p>A pickle is a program. This one is not run: {@link #read} knows how weights are put together,
 * and whatever else a file asks for is never made; {@link #remarks} name it. A tensor among the
 * weights that is made in a way that is not known is refused. Memory is bounded by a small multiple
 * of the file's own size. No file stays open: each call reads its values anew, so the file must not
 * change meanwhile.
 *
 * <p>Every failure is a {@link WeightFileException} whose one line names the file and, where one is
 * at fault, the tensor.
 */
final class PyTorchCheckpoint {
  /** How often a stored value may be part of a tensor, on average; weights may be tied. */
  private static final int MOST_SHARING = 4;

  private final Path file;
  private final StateDict content;

  private PyTorchCheckpoint(Path file, StateDict content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads all but the values; of several state dicts the one under the most usual key.
   *
   * @throws WeightFileException if there is no such file, it is damaged, or holds no weights that
   *     can be read
   */
  public static PyTorchCheckpoint read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * Reads all but the values.
   *
   * @param key where the weights are, as in {@code model_ema}, or {@code state.model} for a key in
   *     what is under a key; null for the most usual one
   * @throws WeightFileException if there is no such file, it is damaged, or holds no weights that
   *     can be read there
   */
  public static PyTorchCheckpoint read(Path file, @Nullable String key) throws IOException {
    try (TorchZip zip = TorchZip.open(file)) {
      StateDict content = StateDict.of(PickleReader.read(zip.pickle()), key);
      PyTorchCheckpoint checkpoint = new PyTorchCheckpoint(file, content);
      checkpoint.checkStorages(zip);
      return checkpoint;
    } catch (PickleException e) {
      throw new WeightFileException(file, "its data.pkl: " + e.getMessage());
    } catch (IOException e) {
      throw WeightFileException.reading(file, e);
    }
  }

  private void checkStorages(TorchZip zip) throws IOException {
    Map<String, Long> stored = new LinkedHashMap<>();
    long used = 0;
    for (Map.Entry<String, StridedView> tensor : content.tensors().entrySet()) {
      Storage storage = tensor.getValue().storage();
      long there = zip.storageBytes(storage.key());
      int size = storage.dtype().bytes();
      if (there % size != 0 || there / size != storage.count()) {
        throw new WeightFileException(
            file,
            "tensor %s stands in storage %s of %d %s, and that has %d bytes"
                .formatted(
                    shown(tensor.getKey()),
                    shown(storage.key()),
                    storage.count(),
                    storage.dtype(),
                    there));
      }
      stored.put(storage.key(), storage.count());
      used += tensor.getValue().count();
    }
    long all = stored.values().stream().mapToLong(Long::longValue).sum();
    if (used > MOST_SHARING * all) {
      throw new WeightFileException(
          file, "its tensors claim %d values, and it holds %d".formatted(used, all));
    }
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** The plain values beside the tensors, as text by key; those in groups of their own are left. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(content.values());
  }

  /** Which key the weights were under, and what was left unread beside them; a line each. */
  public List<String> remarks() {
    return content.remarks();
  }

  /** Names of the tensors, in order; a tensor that was saved by itself is called {@code tensor}. */
  public Set<String> names() {
    return Collections.unmodifiableSet(content.tensors().keySet());
  }

  /** The element type of the tensor of this name. */
  public Dtype dtype(String name) throws IOException {
    return view(name).storage().dtype();
  }

  /** Sizes of the tensor of this name, outermost first; empty for a scalar (a copy). */
  public long[] shape(String name) throws IOException {
    return view(name).shape().clone();
  }

  /** All tensors, which must be floats of 64, 32 or 16 bits; those of 64 are rounded. */
  public ParameterSet parameters() throws IOException {
    return parameters(name -> true);
  }

  /** The tensors whose name is wanted; those must be floats of 64, 32 or 16 bits. */
  public ParameterSet parameters(Predicate<String> wanted) throws IOException {
    List<String> names = content.tensors().keySet().stream().filter(wanted).toList();
    Map<String, List<String>> byStorage = new LinkedHashMap<>();
    for (String name : names) {
      StridedView view = floatView(name);
      byStorage.computeIfAbsent(view.storage().key(), key -> new ArrayList<>()).add(name);
    }
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    names.forEach(name -> parameters.put(name, new Parameter(name, new long[] {0}, new float[0])));
    try (TorchZip zip = TorchZip.open(file)) {
      for (Collection<String> together : byStorage.values()) {
        readTogether(together, zip, parameters);
      }
    }
    return ParameterSet.of(parameters.values());
  }

  /** Reads the tensors of one storage, which is read once. */
  private void readTogether(
      Collection<String> names, TorchZip zip, Map<String, Parameter> parameters)
      throws IOException {
    ByteBuffer values = null;
    for (String name : names) {
      StridedView view = view(name);
      values = values == null ? storage(view, zip) : values;
      parameters.put(name, new Parameter(name, view.shape(), floats(name, values)));
    }
  }

  /** One tensor, which must be floats of 64, 32 or 16 bits. */
  public Parameter parameter(String name) throws IOException {
    return parameters(name::equals).find(name).orElseThrow(() -> missing(name));
  }

  /** The values of an int64 tensor, row-major; the caller's own copy. */
  public long[] longs(String name) throws IOException {
    StridedView view = view(name);
    if (view.storage().dtype() != Dtype.I64) {
      throw otherType(name, Dtype.I64.name());
    }
    try (TorchZip zip = TorchZip.open(file)) {
      ByteBuffer values = storage(view, zip);
      long[] longs = new long[(int) view.count()];
      view.forEach((place, stored) -> longs[place] = values.getLong(stored * Long.BYTES));
      return longs;
    }
  }

  private ByteBuffer storage(StridedView view, TorchZip zip) throws IOException {
    Storage storage = view.storage();
    byte[] bytes = storage.count() == 0 ? new byte[0] : zip.storage(storage.key());
    if (bytes.length != storage.count() * storage.dtype().bytes()) {
      throw new WeightFileException(file, "changed while it was read");
    }
    return ByteBuffer.wrap(bytes).order(zip.order());
  }

  private float[] floats(String name, ByteBuffer values) throws WeightFileException {
    StridedView view = view(name);
    Dtype dtype = view.storage().dtype();
    float[] floats = new float[(int) view.count()];
    try {
      view.forEach((place, stored) -> floats[place] = FloatValues.get(values, dtype, stored));
      return floats;
    } catch (ArithmeticException e) {
      throw new WeightFileException(file, "tensor %s: %s".formatted(shown(name), e.getMessage()));
    }
  }

  private StridedView floatView(String name) throws WeightFileException {
    StridedView view = view(name);
    if (!FloatValues.canRead(view.storage().dtype())) {
      throw otherType(name, FloatValues.NEEDED);
    }
    return view;
  }

  private StridedView view(String name) throws WeightFileException {
    StridedView view = content.tensors().get(name);
    if (view == null) {
      throw missing(name);
    }
    return view;
  }

  private WeightFileException missing(String name) {
    return new WeightFileException(file, "has no tensor " + shown(name));
  }

  private WeightFileException otherType(String name, String needed) throws WeightFileException {
    return new WeightFileException(
        file,
        "tensor %s holds %s, and %s is needed"
            .formatted(shown(name), view(name).storage().dtype(), needed));
  }
}
