package dev.vinyl.data.layout;

import dev.vinyl.data.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the files of an Oxford-IIIT Pet folder are. */
record OxfordLayout(Path root) {
  static final String ALL = "list.txt";
  static final String TRAINVAL = "trainval.txt";
  static final String TEST = "test.txt";
  static final List<String> LISTS = List.of(ALL, TRAINVAL, TEST);

  Path images() {
    return root.resolve("images");
  }

  Path image(String id) {
    return images().resolve(id + ".jpg");
  }

  Path annotations() {
    return root.resolve("annotations");
  }

  Path trimaps() {
    return annotations().resolve("trimaps");
  }

  Path trimap(String id) {
    return trimaps().resolve(id + ".png");
  }

  Path list(String name) {
    return annotations().resolve(name);
  }

  /** What is missing of the folders and lists themselves, the outermost first. */
  List<Problem> missingParts() {
    if (!Files.isDirectory(root)) {
      return List.of(
          Problem.of(
              Problem.Kind.MISSING_FOLDER,
              root,
              "no such folder; give the folder that holds images and annotations"));
    }
    List<Problem> problems = new ArrayList<>();
    for (Path folder : List.of(images(), trimaps())) {
      if (!Files.isDirectory(folder)) {
        problems.add(
            Problem.of(
                Problem.Kind.MISSING_FOLDER,
                folder,
                "no such folder; a data set has images/*.jpg and annotations/trimaps/*.png"));
      }
    }
    for (String name : LISTS) {
      if (!Files.isRegularFile(list(name))) {
        problems.add(
            Problem.of(
                Problem.Kind.MISSING_LIST,
                list(name),
                "no such file; annotations needs list.txt, trainval.txt and test.txt"));
      }
    }
    return problems;
  }
}
