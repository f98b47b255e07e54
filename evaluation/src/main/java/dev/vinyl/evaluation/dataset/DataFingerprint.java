package dev.vinyl.evaluation.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of these lines, in UTF-8, one for each picture in the order of the ids: {@code id
 * breed species imageHash trimapHash} and a line feed, where species is {@code cat} or {@code dog}
 * and a hash is the SHA-256 of the file as it is. Computed once, when first asked for.
 */
final class DataFingerprint {
  private final List<LabelledPicture> pictures;
  private @Nullable String value;

  DataFingerprint(Collection<LabelledPicture> pictures) {
    this.pictures = pictures.stream().sorted(Comparator.comparing(LabelledPicture::id)).toList();
  }

  synchronized String value() throws IOException {
    if (value == null) {
      value = compute();
    }
    return value;
  }

  private String compute() throws IOException {
    MessageDigest digest = Sha256.digest();
    for (LabelledPicture picture : pictures) {
      PictureFiles.requirePresent(picture);
      String line =
          "%s %d %s %s %s\n"
              .formatted(
                  picture.id(),
                  picture.breed(),
                  picture.species().name().toLowerCase(Locale.ROOT),
                  Sha256.hex(picture.image()),
                  Sha256.hex(picture.trimap()));
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }
}
