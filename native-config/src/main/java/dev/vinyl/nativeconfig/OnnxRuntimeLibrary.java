package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import dev.vinyl.nativeconfig.internal.CacheFolder;
import dev.vinyl.nativeconfig.internal.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's native library, of which a JVM loads one and keeps it to its end.
 *
 * <p>Two of them are on the class path: the stock library, which runs models, and a larger one that
 * can also train. Whoever may want to train says so first:
 *
 * <pre>{@code
 * OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();  // first thing in main
 * OrtEnvironment environment = library.environment();
 * }</pre>
 *
 * <p>Both calls give the same object every time and are safe from any thread. No static method of
 * {@code OrtTrainingSession} may be called unless {@link #trainingEnabled()} is true: on the stock
 * library such a call ends the JVM.
 *
 * <p>A library named by the user with {@code -Donnxruntime.native.onnxruntime.path=FILE} or {@code
 * -Donnxruntime.native.path=FOLDER} is used as it is, whichever call comes first.
 *
 * <p>The training library is unpacked once into a per-user cache folder, see {@link
 * #loadForTraining()}. Where the jar of the build with CUDA is on the class path it is that one;
 * {@link Device#choose()} finds out whether a device can be used.
 *
 * <p>The training library is run and tested on {@code linux-x86_64}. The names inside the jars of
 * {@code linux-arm64}, {@code macosx-arm64} and {@code windows-x86_64} were looked up but nothing
 * was run there. Microsoft's jar of release 1.24.1 holds no library for macOS at all, so that there
 * a folder with both of ONNX Runtime's libraries must be named by {@code onnxruntime.native.path}.
 */
public final class OnnxRuntimeLibrary {
  /** ONNX Runtime's own properties by which a user names a library; all of them win over ours. */
  private static final List<String> USER_PROPERTIES =
      List.of(
          "onnxruntime.native.onnxruntime.path",
          "onnxruntime.native.path",
          "onnxruntime.native.onnxruntime.skip");

  private static final String FILE_PROPERTY = USER_PROPERTIES.get(0);
  private static final String FOLDER_PROPERTY = USER_PROPERTIES.get(1);

  /** Set in a JVM in which a class loader has loaded, or is about to load, from the cache. */
  private static final String TAKEN_PROPERTY = "dev.vinyl.nativeconfig.cache.taken";

  private static boolean cacheIsOurs;
  private static @Nullable OnnxRuntimeLibrary loaded;
  private static @Nullable String failure;

  private final OrtEnvironment environment;
  private final @Nullable Path nativeFile;

  private OnnxRuntimeLibrary(OrtEnvironment environment, @Nullable Path nativeFile) {
    this.environment = environment;
    this.nativeFile = nativeFile;
  }

  /**
   * The library that this JVM has loaded already, else the stock one, which this call loads. It is
   * unpacked as by {@link #loadForTraining()} (22 MB, 340 MB with TensorRT).
   *
   * @throws IllegalStateException if no library of ONNX Runtime can be unpacked or loaded here
   */
  public static synchronized OnnxRuntimeLibrary load() {
    return loaded != null ? loaded : startStock();
  }

  private static OnnxRuntimeLibrary startStock() {
    if (chosenByUser().isPresent()) {
      return start(null, environment -> false);
    }
    Optional<Path> unpacked = StockNatives.unpack(freeCache());
    // Of the build for the processor nothing tells whether another part had loaded its own copy.
    return unpacked.isPresent()
        ? startOwn(unpacked.get(), true, OnnxRuntimeLibrary::listsTensorRt)
        : start(null, environment -> false);
  }

  /**
   * The cache; empty if this class, loaded a second time in this JVM by another class loader, has
   * taken it before: no file can be loaded by two class loaders.
   */
  private static Optional<Path> freeCache() {
    if (!cacheIsOurs) {
      cacheIsOurs = System.getProperties().putIfAbsent(TAKEN_PROPERTY, "true") == null;
    }
    return cacheIsOurs ? CacheFolder.current() : Optional.empty();
  }

  /**
   * The library that can train. The first call unpacks it (38 MB on {@code linux-x86_64}, 222 MB
   * with CUDA) into {@code $XDG_CACHE_HOME/vinyl} or {@code ~/.cache/vinyl} (on macOS {@code
   * ~/Library/Caches/vinyl}, on Windows {@code %LOCALAPPDATA%\vinyl}; {@code -Dvinyl.cache=FOLDER}
   * names another), later ones compare that copy with the jar's checksum and use it. Where the
   * folder cannot be written, a temporary one serves until the JVM ends.
   *
   * @throws IllegalStateException if the stock library was loaded before, if the jar of the
   *     training library is not on the class path or has none for this platform, or if it cannot be
   *     unpacked or loaded; the message is one line and says which
   */
  public static synchronized OnnxRuntimeLibrary loadForTraining() {
    if (loaded != null) {
      return requireTraining(
          loaded,
          "the library without training was loaded before in this program; "
              + "call OnnxRuntimeLibrary.loadForTraining() before anything else");
    }
    Optional<String> chosen = chosenByUser();
    if (chosen.isPresent()) {
      return requireTraining(
          start(null, environment -> false),
          "the library named by -D%s has no training; leave the property out, or name one that has"
              .formatted(chosen.get()));
    }
    TrainingNatives natives = TrainingNatives.require();
    Path file = natives.unpack(freeCache());
    boolean wholeFolder = !natives.companions().isEmpty();
    return requireTraining(
        startOwn(file, wholeFolder, OrtEnvironment::isTrainingEnabled),
        "another part of this program had loaded the library without training, or %s has none; "
                .formatted(file)
            + "call OnnxRuntimeLibrary.loadForTraining() before ONNX Runtime is used");
  }

  /**
   * The library that this JVM has loaded already; else the one with CUDA that can train, if it is
   * on the class path; else the stock one, which is Microsoft's with CUDA and TensorRT where that
   * jar has taken the other's place.
   *
   * @throws IllegalStateException as {@link #load()} and {@link #loadForTraining()}
   */
  static synchronized OnnxRuntimeLibrary loadForDevices() {
    boolean ours =
        loaded == null
            && chosenByUser().isEmpty()
            && TrainingNatives.find().filter(TrainingNatives::cuda).isPresent();
    return ours ? loadForTraining() : load();
  }

  /** The property by which the user has named a library, as {@code key=value}; else empty. */
  static Optional<String> chosenByUser() {
    return USER_PROPERTIES.stream()
        .filter(key -> System.getProperty(key) != null)
        .map(key -> key + "=" + System.getProperty(key))
        .findFirst();
  }

  /** The library of this JVM where one was loaded through this class, else empty; loads nothing. */
  static synchronized Optional<OnnxRuntimeLibrary> ifLoaded() {
    return Optional.ofNullable(loaded);
  }

  private static boolean listsTensorRt(OrtEnvironment environment) {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.TENSOR_RT);
  }

  private static OnnxRuntimeLibrary requireTraining(OnnxRuntimeLibrary library, String reason) {
    if (!library.trainingEnabled()) {
      throw new IllegalStateException("cannot train: " + reason);
    }
    return library;
  }

  /** Loads an unpacked file, alone or with all that lies in its folder. */
  private static OnnxRuntimeLibrary startOwn(
      Path file, boolean wholeFolder, Predicate<OrtEnvironment> recognised) {
    String property = wholeFolder ? FOLDER_PROPERTY : FILE_PROPERTY;
    System.setProperty(property, String.valueOf(wholeFolder ? file.getParent() : file));
    try {
      return start(file, recognised);
    } finally {
      // It has been read; left set it would look like the user's choice.
      System.clearProperty(property);
    }
  }

  /**
   * Loads what ONNX Runtime's own loader finds, and keeps the result.
   *
   * @param file what that is, if it is ours
   * @param recognised whether it is that file, and not what another part of the program had loaded
   */
  private static OnnxRuntimeLibrary start(
      @Nullable Path file, Predicate<OrtEnvironment> recognised) {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    requireTemporaryFolder();
    try {
      // Quiet: warnings are about devices looked for and nodes placed, which nobody can act on, and
      // whatever goes wrong is also thrown, with the same text.
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      boolean ours = file != null && recognised.test(environment);
      loaded = new OnnxRuntimeLibrary(environment, ours ? file : null);
      return loaded;
    } catch (LinkageError e) {
      failure =
          "cannot load ONNX Runtime on %s: %s; %s"
              .formatted(Platform.current().name(), NativeErrors.rootMessage(e), remedy(e, file));
      throw new IllegalStateException(failure, e);
    }
  }

  /** ONNX Runtime makes a folder in it at each start, whether or not it has to unpack anything. */
  private static void requireTemporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "")).toAbsolutePath();
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalStateException(
          "cannot load ONNX Runtime: the temporary folder %s %s; name another with -Djava.io.tmpdir=FOLDER"
              .formatted(folder, Files.isDirectory(folder) ? "is not writable" : "does not exist"));
    }
  }

  private static String remedy(Throwable error, @Nullable Path file) {
    if (NativeErrors.root(error) instanceof IOException) {
      return "free some space in the temporary folder, or name another with -Djava.io.tmpdir=FOLDER";
    }
    if (file != null) {
      return "-D%s=FOLDER unpacks it into another folder, from which programs may be started"
          .formatted(CacheFolder.PROPERTY);
    }
    return chosenByUser()
        .map(property -> "leave out -D%s to use Vinyl's own".formatted(property))
        .orElse("-D%s=FILE names a library for this machine".formatted(FILE_PROPERTY));
  }

  /**
   * ONNX Runtime's environment, one for the whole JVM. It belongs to this class and lives as long
   * as the JVM; closing it does nothing.
   */
  public OrtEnvironment environment() {
    return environment;
  }

  /** Whether training sessions can be opened. */
  public boolean trainingEnabled() {
    return environment.isTrainingEnabled();
  }

  /** ONNX Runtime's version as the native library tells it, for example {@code 1.24.1}. */
  public String version() {
    return environment.getVersion();
  }

  /**
   * The file that was loaded, if Vinyl unpacked it: that of the training library, or TensorRT's.
   */
  public Optional<Path> nativeFile() {
    return Optional.ofNullable(nativeFile);
  }
}
