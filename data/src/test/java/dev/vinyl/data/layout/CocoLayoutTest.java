package dev.vinyl.data.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.data.DatasetException;
import dev.vinyl.data.Problem;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.CocoLayout.Kind;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COCO's annotations. */
final class CocoLayoutTest {
  @TempDir private Path temp;

  private static final String HEAD =
      """
      {"info": {"year": [1, {"images": []}]},
       "categories": [{"id": 9, "name": "sky"}, {"id": 3, "name": "car", "supercategory": "x"}],
       "images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 1}],
       "annotations": [""";

  private SegmentationDataset open(String annotations, String mark) throws IOException {
    PairFolder folder = new PairFolder(temp);
    folder.image("images/a.png");
    folder.text("annotations/instances_train2017.json", mark + HEAD + annotations + "]}");
    return folder.open();
  }

  private static String annotation(int category, double area, int crowd, String segmentation) {
    return "{\"id\": 1, \"image_id\": 1, \"category_id\": %d, \"area\": %s, \"iscrowd\": %d, \"segmentation\": %s}"
        .formatted(category, area, crowd, segmentation);
  }

  @Test
  void smallerOnesLieAboveLargerOnesAndCrowdsBelow() throws IOException {
    String all =
        String.join(
            ",",
            annotation(9, 1, 0, "[[2, 0, 3, 0, 3, 1, 2, 1]]"),
            annotation(3, 3, 0, "[[1, 0, 4, 0, 4, 1, 1, 1]]"),
            annotation(9, 0.5, 1, "{\"counts\": [1, 3], \"size\": [1, 4]}"));
    SegmentationDataset dataset = open(all, "");
    assertThat(dataset.classNames()).containsExactly("background", "car", "sky");
    assertThat(PairFolder.first(dataset, Split.TRAIN)).containsExactly(0, 1, 2, 1);
  }

  @Test
  void byteOrderMarkDoesNotMoveAnnotations() throws IOException {
    String one = annotation(3, 1, 0, "[[1, 0, 2, 0, 2, 1, 1, 1]]");
    assertThat(PairFolder.first(open(one, "\uFEFF"), Split.TRAIN)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void nonAsciiTextBeforeAnnotationsDoesNotMoveThem() throws IOException {
    PairFolder folder = new PairFolder(temp);
    folder.image("images/a.png");
    folder.text(
        "annotations/instances_train.json",
        HEAD.replace("sky", "H\u00eemmel \u5929")
            + annotation(9, 1, 0, "[[0,0,1,0,1,1,0,1]]")
            + "]}");
    assertThat(folder.open().classNames())
        .containsExactly("background", "car", "H\u00eemmel \u5929");
    assertThat(PairFolder.first(folder.open(), Split.TRAIN)).containsExactly(2, 0, 0, 0);
  }

  @Test
  void theFirstAnnotationTellsTheKindOfALoneFile() throws IOException {
    PairFolder folder = new PairFolder(temp);
    String instance = HEAD + "{\"bbox\": [1, {\"segments_info\": 2}], \"iscrowd\": 0}";
    folder.text("a.json", instance + "]}").text("stuff_a.json", instance + "]}");
    folder.text("none.json", HEAD + "]}").text("other.json", "[{\"annotations\": 1}]");
    // nothing behind it is read, not even whether the file is whole
    folder.text("b.json", HEAD + "{\"image_id\": 1, \"segments_info\": [");

    assertThat(CocoIndex.kindOf(temp.resolve("a.json"))).isEqualTo(Kind.INSTANCES);
    assertThat(CocoIndex.kindOf(temp.resolve("stuff_a.json"))).isEqualTo(Kind.STUFF);
    assertThat(CocoIndex.kindOf(temp.resolve("none.json"))).isEqualTo(Kind.INSTANCES);
    assertThat(CocoIndex.kindOf(temp.resolve("other.json"))).isEqualTo(Kind.INSTANCES);
    assertThat(CocoIndex.kindOf(temp.resolve("missing.json"))).isEqualTo(Kind.INSTANCES);
    assertThat(CocoIndex.kindOf(temp.resolve("b.json"))).isEqualTo(Kind.PANOPTIC);
  }

  @Test
  void badAnnotationsAreOneLine() throws IOException {
    assertThat(problems(annotation(77, 1, 0, "[[0,0,1,0,1,1]]"))).contains("no category 77");
    assertThat(problems(annotation(3, 1, 0, "[[0,0,1,0]]"))).contains("x and y of 3 corners");
    assertThat(problems(annotation(3, 1, 1, "{\"counts\": [1, 9], \"size\": [1, 4]}")))
        .contains("run lengths go beyond the image");
    assertThat(problems(annotation(3, 1, 1, "{\"counts\": [1, 1], \"size\": [1, 4]}")))
        .contains("cover 2 of 4 pixels");
    assertThat(problems(annotation(3, 1, 1, "{\"counts\": [1, 3], \"size\": [4, 1]}")))
        .contains("run lengths are of [4,1] pixels (height, width), the image has 4 x 1");
    assertThatThrownBy(() -> open("{\"id\": 1", ""))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("instances_train2017.json: is no whole JSON");
    assertThatThrownBy(() -> open("{\"id\": 1, \"image_id\": 1, \"bbox\": [0,0,1,1]}", ""))
        .hasMessageContaining("annotations without segmentation (boxes");
  }

  private String problems(String annotation) throws IOException {
    open(annotation, "");
    return Datasets.check(temp).stream().map(Problem::text).reduce("", String::concat);
  }

  /**
   * Packed by hand from 6, 1, 40, 4, 5, 8: the last three as differences -36 + 40.. to two before.
   */
  @Test
  void packedRunLengthsAreThoseOfTheList() throws IOException {
    byte[] plain = new byte[64];
    byte[] packed = new byte[64];
    JsonMapper json = new JsonMapper();
    RunLengths.fill(
        json.readTree("{\"counts\": [6, 1, 40, 4, 5, 8], \"size\": [8, 8]}"),
        8,
        8,
        plain,
        (byte) 1);
    // 6 -> '6'; 1 -> '1'; 40 -> 8 with more 'X', then 1 '1'; 4-1 = 3 -> '3'; 5-40 = -35 -> 29 more
    // 'm', then -2 'N'; 8-4 = 4 -> '4'
    RunLengths.fill(
        json.readTree("{\"counts\": \"61X13mN4\", \"size\": [8, 8]}"), 8, 8, packed, (byte) 1);
    assertThat(packed).isEqualTo(plain);
  }

  /** Pixel (3, 2) is the 3 * 4 + 2nd of a column-wise count of an image of 4 rows. */
  @Test
  void runLengthsGoDownColumns() throws IOException {
    byte[] mask = new byte[20];
    RunLengths.fill(
        new JsonMapper().readTree("{\"counts\": [14, 1, 5], \"size\": [4, 5]}"),
        5,
        4,
        mask,
        (byte) 1);
    byte[] expected = new byte[20];
    expected[2 * 5 + 3] = 1;
    assertThat(mask).isEqualTo(expected);
  }

  /** Java2D says of each centre whether it is inside. */
  @Test
  void polygonsHoldThePixelsWhoseCentresAreInside() {
    Random random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      double[] points = new double[2 * (3 + random.nextInt(9))];
      Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
      for (int i = 0; i < points.length; i += 2) {
        points[i] = -4 + 28 * random.nextDouble();
        points[i + 1] = -4 + 21 * random.nextDouble();
        if (i == 0) {
          path.moveTo(points[0], points[1]);
        } else {
          path.lineTo(points[i], points[i + 1]);
        }
      }
      path.closePath();
      byte[] filled = new byte[20 * 13];
      PolygonFill.fill(points, 20, 13, filled, (byte) 7);
      for (int y = 0; y < 13; y++) {
        for (int x = 0; x < 20; x++) {
          assertThat(filled[y * 20 + x])
              .as("trial %d, pixel %d, %d", trial, x, y)
              .isEqualTo((byte) (path.contains(x + 0.5, y + 0.5) ? 7 : 0));
        }
      }
    }
  }
}
