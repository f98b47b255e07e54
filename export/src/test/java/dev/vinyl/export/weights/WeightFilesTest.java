package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("weights"); // no ending: the content decides
  }

  @Test
  void readsBothKindsByTheirContent() throws IOException {
    ParameterSet one =
        ParameterSet.of(List.of(new Parameter("w", new long[] {2}, new float[] {1, 2})));
    Safetensors.write(one, Map.of("stage", "finetune"), file);
    WeightFiles.Content safetensors = WeightFiles.read(file);
    assertThat(safetensors.parameters().get("w").values()).containsExactly(1, 2);
    assertThat(safetensors.metadata()).isEqualTo(Map.of("stage", "finetune"));

    PickleBytes pickle = new PickleBytes().raw('}', '(').text("epoch").raw('K', 7);
    pickle.text("model").raw('}').text("w").vector("FloatStorage", "0", 2).raw('s', 'u');
    new TorchBytes(pickle.stop()).floats("0", 3, 4).write(file);
    WeightFiles.Content torch = WeightFiles.read(file);
    assertThat(torch.parameters().get("w").values()).containsExactly(3, 4);
    assertThat(torch.metadata()).isEqualTo(Map.of("epoch", "7"));
  }

  @Test
  void saysWhatToDoWithFilesOfOldPyTorch() throws IOException {
    // the number that torch.save began with before it wrote zips, as a pickle of protocol 2
    int[] magic = {0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    byte[] old = new byte[100];
    for (int i = 0; i < magic.length; i++) {
      old[i] = (byte) magic[i];
    }
    Files.write(file, old);
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(
            file
                + ": is of PyTorch's old format, from before 1.6; convert it in Python:"
                + " torch.save(torch.load('OLD', map_location='cpu'), 'NEW')");
    byte[] tar = new byte[512];
    Arrays.fill(tar, 0, 8, (byte) 'x');
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Files.write(file, tar);
    assertThatThrownBy(() -> WeightFiles.read(file)).hasMessageContaining("PyTorch's old format");
  }

  @Test
  void widensShorterFloatsInSafetensors() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[1,1],\"data_offsets\":[4,6]}}",
        new byte[] {0x55, 0x35, 0, (byte) 0xc0, 0x49, (byte) 0xc0});
    ParameterSet read = WeightFiles.read(file).parameters();
    assertThat(read.get("half").values()).containsExactly(1365f / 4096, -2);
    assertThat(read.get("brain").values()).containsExactly(-3.140625f);
    assertThat(read.get("brain").shape()).containsExactly(1, 1);
  }

  @Test
  void namesWhatIsNoFileOfWeights() throws IOException {
    assertThatThrownBy(() -> WeightFiles.read(file)).hasMessage(file + ": no such file");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": is a text that begins with 'hello'");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": not a safetensors file");
    Files.write(file, new byte[] {(byte) 0x80, 4, '}', '.'});
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessageContaining("is a pickle that torch.save did not write");
    assertThatThrownBy(() -> WeightFiles.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(folder + ": ");
  }

  @Test
  void namesWhatWasNeverDownloaded() throws IOException {
    Files.writeString(
        file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n");
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessageStartingWith(file + ": is a git LFS pointer, not the file itself; run");
    Files.writeString(file, "<!DOCTYPE html><html><head><title>Sign in</title></head></html>");
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessageStartingWith(file + ": is a web page, not the file itself; ");
    Files.writeString(file, "{\"error\": \"Repository not found\"}");
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessage(
            file + ": is JSON, not weights; give the file that torch.save or safetensors wrote");
    Files.writeString(file, "{\"weight_map\": {\"a\": ");
    assertThatThrownBy(() -> WeightFiles.read(file)).hasMessageContaining("no sound JSON");
  }

  @Test
  void joinsTheFilesThatAnIndexLists() throws IOException {
    Path first = folder.resolve("m-00001-of-00002.safetensors");
    Path second = folder.resolve("m-00002-of-00002.bin");
    Files.writeString(
        file,
        "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"%s\", \"b\": \"%s\"}}"
            .formatted(first.getFileName(), second.getFileName()));
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessage(
            file
                + ": lists weights in 2 files, and 2 are not beside it:"
                + " m-00001-of-00002.safetensors, m-00002-of-00002.bin; download them into its"
                + " folder");
    Safetensors.write(
        ParameterSet.of(List.of(new Parameter("a", new long[] {1}, new float[] {1}))),
        Map.of("format", "pt"),
        first);
    new TorchBytes(
            new PickleBytes().raw('}').text("b").vector("FloatStorage", "0", 2).raw('s').stop())
        .floats("0", 3, 4)
        .write(second);

    WeightFiles.Content content = WeightFiles.read(file);

    assertThat(content.parameters().names()).containsExactly("a", "b");
    assertThat(content.parameters().get("b").values()).containsExactly(3, 4);
    assertThat(content.metadata()).isEqualTo(Map.of("format", "pt"));
    assertThat(content.files()).containsExactly(file, first, second);
    assertThat(content.remarks()).containsExactly("joined the 2 files that it lists");

    Safetensors.write(ParameterSet.of(List.of()), Map.of(), first);
    assertThatThrownBy(() -> WeightFiles.read(file))
        .hasMessage(first + ": lacks tensors that weights lists there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/etc/passwd", "a/b", "c:x", "..", "", "a\\\\b", "a\\n"})
  void anIndexLeadsToNoOtherFolder(String name) throws IOException {
    Files.writeString(file, "{\"weight_map\": {\"a\": \"%s\"}}".formatted(name));
    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageContaining("its weight_map names a file that is not beside it: ");
  }

  @Test
  void anIndexThatListsItselfIsNotFollowed() throws IOException {
    Files.writeString(file, "{\"weight_map\": {\"a\": \"weights\"}}");
    assertThatThrownBy(() -> WeightFiles.read(file)).isInstanceOf(WeightFileException.class);
  }

  @Test
  void leavesTensorsOfNoFloatsAndSaysSo() throws IOException {
    SafetensorsBytes.file(
        file,
        "{\"n.0.steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
            + "\"n.1.steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
            + "\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[16,24]}}",
        new byte[24]);
    WeightFiles.Content content = WeightFiles.read(file);
    assertThat(content.parameters().names()).containsExactly("w");
    assertThat(content.remarks())
        .containsExactlyInAnyOrder(
            "left tensors of I64, which are no floats that are read: n.{0,1}.steps",
            "rounded 1 tensors of F64 to F32");
    assertThatThrownBy(() -> WeightFiles.read(file, "model"))
        .hasMessage(file + ": is safetensors, which has no keys; leave the key away");
  }

  @Test
  void saysManyNamesInFewWords() {
    List<String> names = new ArrayList<>(List.of("cls"));
    for (int i : new int[] {0, 1, 2, 5, 7, 8}) {
      names.add("layers." + i + ".norm.weight");
      names.add("layers." + i + ".norm.bias");
      names.add("layers." + i + ".qkv.weight");
    }
    names.addAll(List.of("h.0.x", "h.1.x", "h.0.y", "007.x"));
    assertThat(ParameterNames.patterns(names))
        .containsExactly(
            "cls",
            "layers.{0..2,5,7,8}.norm.{weight,bias}",
            "layers.{0..2,5,7,8}.qkv.weight",
            "h.{0,1}.x",
            "h.0.y",
            "007.x");
    assertThat(ParameterNames.patterns(List.of("a.0", "a.2", "a.4", "a.6", "a.8", "a.10")))
        .containsExactly("a.{0,2,4,..,10}");
  }
}
