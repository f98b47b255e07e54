package dev.vinyl.data.layout;

import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.Sample;
import dev.vinyl.data.layout.ClassTable.Translated;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.MaskValues;
import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Ground truth in image files, a value or colour for each pixel. */
final class MaskFiles implements MaskSource {
  private static final int MOST_NAMED = 8;

  private final ClassTable table;
  private final UnaryOperator<MaskValues> decoding;
  private final String tableHash;

  /** Files whose values stand in the table. */
  MaskFiles(ClassTable table) {
    this(table, UnaryOperator.identity());
  }

  /**
   * Files whose values have to be computed.
   *
   * @param decoding makes of what a file holds what stands in the table
   */
  MaskFiles(ClassTable table, UnaryOperator<MaskValues> decoding) {
    this.table = table;
    this.decoding = decoding;
    this.tableHash = Sha256.hex(table.identity().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<String> classNames() {
    return table.names();
  }

  @Override
  public ClassMask read(Sample sample) throws IOException {
    Translated mask = table.translate(decoding.apply(values(sample)));
    if (!mask.unknown().isEmpty()) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MASK_VALUE,
              sample.mask(),
              "holds %s that stand for no class; %s; correct the mask, or write into %s in the data set's folder %s"
                  .formatted(
                      unknown(mask), known(mask), DatasetDescription.FILE, lineToWrite(mask))));
    }
    return mask.classes();
  }

  /** What a sample's file holds. */
  static MaskValues values(Sample sample) throws DatasetException {
    Path file = sample.mask();
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(
          Problem.of(
              Problem.Kind.MISSING_MASK,
              file,
              "no mask for the image %s; add it or remove the image".formatted(sample.image())));
    }
    try {
      return ImageFiles.readMask(file, SampleFiles.LIMITS);
    } catch (ImageException e) {
      throw SampleFiles.unreadable(Problem.Kind.UNREADABLE_MASK, file, e);
    }
  }

  private static String unknown(Translated mask) {
    String values =
        mask.unknown().entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_NAMED)
            .map(e -> "%s (%s)".formatted(shown(e.getKey(), mask.colors()), pixels(e.getValue())))
            .collect(Collectors.joining(", "));
    int more = mask.unknown().size() - MOST_NAMED;
    return "the %s %s%s"
        .formatted(
            mask.colors() ? "colours" : "values",
            values,
            more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String pixels(int count) {
    return count == 1 ? "1 pixel" : count + " pixels";
  }

  private String known(Translated mask) {
    Map<Integer, Integer> known = mask.colors() ? table.colors() : table.values();
    if (known.isEmpty()) {
      return "none are known";
    }
    return known.keySet().stream()
        .limit(MOST_NAMED)
        .map(value -> shown(value, mask.colors()))
        .collect(Collectors.joining(", ", "known are ", known.size() > MOST_NAMED ? ", ..." : ""));
  }

  private static String lineToWrite(Translated mask) {
    int first = mask.unknown().keySet().iterator().next();
    return mask.colors()
        ? "colors: {NAME: \"%s\"}, or ignore: [\"%s\"]".formatted(hex(first), hex(first))
        : "classes: {NAME: %d, ...}, or ignore: [%d]".formatted(first, first);
  }

  private static String shown(int value, boolean color) {
    return color ? hex(value) : Integer.toString(value);
  }

  private static String hex(int color) {
    return "#%06x".formatted(color);
  }

  @Override
  public String identity(Sample sample) throws IOException {
    return SampleFiles.hash(Problem.Kind.UNREADABLE_MASK, sample.mask()) + " " + tableHash;
  }
}
