package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.PatchMask;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.Validation;
import dev.vinyl.training.stage.StageConfig.ValidationSettings;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SimMIM (Xie et al., arXiv 2111.09886): trains the encoder to reconstruct masked patches. No
 * labels are needed. Some images are kept out, to look at their reconstructions.
 */
public final class Pretraining extends Stage {
  /** The stage's name in recipes and run directories. */
  public static final String NAME = "pretrain";

  private final UnlabelledImages dataset;
  private final List<String> trained;
  private final List<String> held;
  private final PatchMask mask;
  private final ReconstructionHead head;

  /**
   * A stage to be run.
   *
   * @throws IllegalArgumentException if a setting does not go with the stage
   */
  public Pretraining(UnlabelledImages dataset, PretrainingConfig config) {
    super(NAME, config.common(), config);
    this.dataset = dataset;
    this.mask = config.mask();
    this.head =
        new ReconstructionHead(
            config.normalizedTargets(), config.divideByMasked() ? mask.masked() : 1);
    List<String> all = dataset.images();
    Set<Integer> kept = kept(all.size(), config().validation());
    this.held = IntStream.range(0, all.size()).filter(kept::contains).mapToObj(all::get).toList();
    this.trained =
        IntStream.range(0, all.size()).filter(i -> !kept.contains(i)).mapToObj(all::get).toList();
  }

  /** Which images are kept out: as many as are asked for, but a tenth at most, evenly spread. */
  private static Set<Integer> kept(int all, ValidationSettings validation) {
    int count = validation.every() == 0 ? 0 : Math.min(validation.images(), all / 10);
    return IntStream.range(0, count)
        .mapToObj(i -> (int) ((2L * i + 1) * all / (2L * count)))
        .collect(Collectors.toSet());
  }

  @Override
  protected TrainableModel model() {
    return new EncoderDecoder(config().model(), head);
  }

  @Override
  protected int size() {
    return trained.size();
  }

  @Override
  protected DataDescription data() throws IOException {
    return DataDescription.of(dataset.name(), "all", trained, dataset.fingerprint(), List.of());
  }

  @Override
  protected ImageLoader images() {
    return source(trained);
  }

  private ImageLoader source(List<String> images) {
    return index -> new ImageLoader.Decoded(dataset.load(images.get(index)), null);
  }

  /** Which patches are masked, {@code masked} [B, N, 1] float32, 1 or 0. */
  @Override
  protected Target target() {
    InputSpec tensor = new InputSpec("masked", Kind.FLOAT32, List.of(mask.patches(), 1));
    return new Target() {
      @Override
      public InputSpec tensor() {
        return tensor;
      }

      @Override
      public void write(
          TrainingExample example, int index, RandomStream random, Buffer buffer, int offset) {
        mask.write(random, (FloatBuffer) buffer, offset);
      }
    };
  }

  @Override
  protected Optional<Validation> validation(Context run) {
    if (held.isEmpty()) {
      return Optional.empty();
    }
    ImageExamples examples = run.examples(source(held), held.size(), target());
    return Optional.of(
        new Reconstructions(examples, config(), head.lossDivisor(), run.folder(), run.listener()));
  }
}
