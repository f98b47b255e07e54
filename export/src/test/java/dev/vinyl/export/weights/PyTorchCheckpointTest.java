package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchCheckpointTest {
  private static final float[] TWELVE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("a.pth");
  }

  @Test
  void readsATensorThatWasSavedByItself() throws IOException {
    new TorchBytes(new PickleBytes().vector("FloatStorage", "0", 2).stop())
        .floats("0", 1.5f, -2)
        .text("version", "3\n")
        .text("byteorder", "little")
        .write(file);

    ParameterSet read = PyTorchCheckpoint.read(file).parameters();

    assertThat(read.names()).containsExactly("tensor");
    assertThat(read.get("tensor").values()).containsExactly(1.5f, -2);
  }

  @Test
  void readsViewsOfOneStorageInTheOrderOfTheStateDict() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    pickle.text("other").vector("FloatStorage", "1", 1);
    // every fourth of the storage, from the second on: columns of a 3 x 4 matrix, transposed
    pickle.text("turned").tensor("FloatStorage", "0", 12, 1, new long[] {2, 3}, 1, 4);
    pickle.text("all").tensor("FloatStorage", "0", 12, 0, new long[] {3, 2, 2}, 4, 2, 1);
    pickle.text("scalar").tensor("FloatStorage", "0", 12, 11, new long[0]);
    pickle.text("none").tensor("FloatStorage", "0", 12, 0, new long[] {2, 0, 5}, 5, 5, 1);
    new TorchBytes(pickle.raw('u').stop()).floats("0", TWELVE).floats("1", 99).write(file);

    ParameterSet read = PyTorchCheckpoint.read(file).parameters();

    assertThat(read.names()).containsExactly("other", "turned", "all", "scalar", "none");
    assertThat(read.get("turned").shape()).containsExactly(2, 3);
    assertThat(read.get("turned").values()).containsExactly(1, 5, 9, 2, 6, 10);
    assertThat(read.get("all").shape()).containsExactly(3, 2, 2);
    assertThat(read.get("all").values()).containsExactly(TWELVE);
    assertThat(read.get("scalar").shape()).isEmpty();
    assertThat(read.get("scalar").values()).containsExactly(11);
    assertThat(read.get("none").shape()).containsExactly(2, 0, 5);
  }

  @Test
  void readsAnOrderedDictWithMetadataAndParameters() throws IOException {
    PickleBytes pickle = new PickleBytes().emptyOrderedDict().raw('q', 7, '(');
    pickle.text("w").global("torch._utils", "_rebuild_parameter").raw('(');
    pickle.vector("FloatStorage", "0", 1).raw(0x88).emptyOrderedDict().raw('t', 'R', 'u');
    // object.__setstate__({"_metadata": OrderedDict([("", {"version": 1})])})
    pickle.raw('}').text("_metadata").emptyOrderedDict();
    pickle.text("").raw('}').text("version").raw('K', 1, 's', 's', 's', 'b');
    new TorchBytes(pickle.stop()).floats("0", 3).write(file);

    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);

    assertThat(read.names()).containsExactly("w");
    assertThat(read.parameter("w").values()).containsExactly(3);
    assertThat(read.values()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model_state_dict", "model"})
  void findsTheStateDictBesidePlainValues(String key) throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    pickle.text("epoch").raw('M', 0x39, 0x05).text("loss").real(0.25).text("done").raw(0x88);
    pickle.text("name").text("viny").text("best").raw('N').text("steps").whole(-1L << 40);
    // an optimizer's state has tensors too, but those are no weights
    pickle.text("optimizer").raw('}').raw('K', 0).vector("FloatStorage", "0", 1).raw('s');
    pickle.text(key).raw('}').text("w").vector("FloatStorage", "0", 1).raw('s');
    new TorchBytes(pickle.raw('u').stop()).floats("0", 3).write(file);

    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);

    assertThat(read.names()).containsExactly("w");
    assertThat(read.values())
        .isEqualTo(
            Map.of(
                "epoch", "1337",
                "loss", "0.25",
                "done", "true",
                "name", "viny",
                "steps", "-1099511627776"));
  }

  @Test
  void readsProtocolFour() throws IOException {
    PickleBytes pickle = new PickleBytes().raw(0x80, 4).raw(0x95, 3, 0, 0, 0, 0, 0, 0, 0);
    pickle.raw('}', 0x94, '(').raw(0x8c, 1).raw("w").raw(0x94);
    pickle.raw(0x8c, 12).raw("torch._utils").raw(0x94);
    pickle.raw(0x8d, 18, 0, 0, 0, 0, 0, 0, 0).raw("_rebuild_tensor_v2").raw(0x93, '(');
    pickle.storage("FloatStorage", "0", 1).raw('K', 0);
    pickle.global("torch", "Size").raw('K', 1, 0x85, 0x85, 'R').raw('K', 1, 0x85, 0x89);
    pickle.emptyOrderedDict().raw('t', 'R', 'u');
    new TorchBytes(pickle.stop()).floats("0", 3).write(file);

    assertThat(PyTorchCheckpoint.read(file).parameter("w").values()).containsExactly(3);
  }

  @Test
  void widensShorterFloatsExactly() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    pickle.text("half").vector("HalfStorage", "0", 7);
    pickle.text("brain").vector("BFloat16Storage", "1", 4);
    new TorchBytes(pickle.raw('u').stop())
        .shorts("0", 0x3c00, 0xc000, 0x0001, 0x7bff, 0xfc00, 0x8000, 0x3555)
        .shorts("1", 0x3f80, 0xc049, 0x0001, 0x7f80)
        .write(file);

    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);

    assertThat(read.dtype("half")).isEqualTo(Dtype.F16);
    assertThat(read.parameter("half").values())
        .containsExactly(1, -2, 0x1p-24f, 65504, Float.NEGATIVE_INFINITY, -0f, 1365f / 4096);
    assertThat(read.parameter("brain").values())
        .containsExactly(1, -3.140625f, 0x1p-133f, Float.POSITIVE_INFINITY);
  }

  @Test
  void everyHalfIsWhatTheStandardSays() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double size =
          exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
      if (exponent == 31) {
        size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      double expected = bits >> 15 == 0 ? size : -size;
      assertThat(Double.valueOf(FloatValues.half((short) bits)))
          .as("%x", bits)
          .isEqualTo(Double.valueOf(expected));
    }
  }

  @Test
  void wholeNumbersAreReadableButNoParameters() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    pickle.text("w").vector("FloatStorage", "0", 1);
    pickle.text("steps").tensor("LongStorage", "1", 3, 1, new long[] {2}, 1);
    pickle.text("big").vector("DoubleStorage", "2", 1);
    new TorchBytes(pickle.raw('u').stop())
        .floats("0", 3)
        .longs("1", 1, -2, Long.MAX_VALUE)
        .longs("2", Double.doubleToLongBits(0.1))
        .write(file);
    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);

    assertThat(read.longs("steps")).containsExactly(-2, Long.MAX_VALUE);
    assertThat(read.shape("steps")).containsExactly(2);
    assertThat(read.parameters("w"::equals).names()).containsExactly("w");
    assertThatThrownBy(read::parameters)
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": tensor steps holds I64, and F64, F32, F16 or BF16 is needed");
    assertThat(read.parameter("big").values()).containsExactly(0.1f);
    assertThatThrownBy(() -> read.longs("w"))
        .hasMessage(file + ": tensor w holds F32, and I64 is needed");
    assertThatThrownBy(() -> read.parameter("x")).hasMessage(file + ": has no tensor x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 13     | 1 | does not fit its storage of 12 values",
        "9 | 4      | 1 | does not fit its storage of 12 values",
        "0 | 4      | 4 | does not fit its storage of 12 values",
        "0 | 13     | 0 | if it is an expanded one, save its .contiguous()",
        "-1 | 2     | 1 | has a negative size, stride or offset",
        "0 | -2     | 1 | has a negative size, stride or offset",
        "0 | 2      | -1 | has a negative size, stride or offset",
        "0 | 2      | 9223372036854775807 | does not fit its storage",
        "1 | 2      | 9223372036854775807 | it has too many values",
        "9223372036854775807 | 1 | 1 | does not fit its storage of 12 values",
        "0 | 1152921504606846976 | 1 | does not fit its storage of 12 values",
        "0 | 4611686018427387904 | 4 | it has too many values",
      })
  void refusesViewsThatLeaveTheirStorage(long offset, long size, long stride, String problem)
      throws IOException {
    PickleBytes pickle =
        new PickleBytes().tensor("FloatStorage", "0", 12, offset, new long[] {size}, stride);
    new TorchBytes(pickle.stop()).floats("0", TWELVE).write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": its data.pkl: at byte ")
        .hasMessageContaining(problem);
  }

  @Test
  void refusesTensorsThatShareTheirValuesTooOften() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    for (int i = 0; i < 5; i++) {
      pickle.text("w" + i).vector("FloatStorage", "0", 12);
    }
    new TorchBytes(pickle.raw('u').stop()).floats("0", TWELVE).write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessage(file + ": its tensors claim 60 values, and it holds 12");
  }

  @Test
  void refusesAStorageOfAnotherSizeThanClaimed() throws IOException {
    new TorchBytes(
            new PickleBytes().raw('}').text("w").vector("FloatStorage", "0", 3).raw('s').stop())
        .floats("0", TWELVE)
        .write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessage(file + ": tensor w stands in storage 0 of 3 F32, and that has 48 bytes");
    new TorchBytes(new PickleBytes().vector("FloatStorage", "1", 3).stop())
        .floats("0", TWELVE)
        .write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessage(file + ": tensor tensor stands in storage 1 of 3 F32, and that has 0 bytes");
  }

  @Test
  void namesTheKeysWhereThereIsNoStateDict() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(').text("epoch").raw('K', 1);
    pickle.text("mine").raw('}').text("w").vector("FloatStorage", "0", 1).raw('s', 'u');
    new TorchBytes(pickle.stop()).floats("0", 1).write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessageContaining("it holds no state dict, at its top or under one of state_dict, ")
        .hasMessageEndingWith("; its keys: epoch, mine (1 tensor; --key mine takes it)");
    assertThat(PyTorchCheckpoint.read(file, "mine").names()).containsExactly("w");
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file, "other"))
        .hasMessageContaining("it has no state dict under other; its keys: epoch, mine (");

    PickleBytes whole = new PickleBytes().raw('}').text("model").global("mine", "Net");
    new TorchBytes(whole.raw(')', 0x81, '}', 'b', 's').stop()).write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessageContaining("under model it holds a whole mine.Net and no state dict; nothing of")
        .hasMessageEndingWith("save tensors alone, as in torch.save(model.state_dict(), file)");
  }

  @Test
  void takesTheUsualKeyAndSaysWhatIsLeft() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(');
    pickle.text("best_acc1").tensor("FloatStorage", "0", 3, 2, new long[0]);
    pickle.text("epoch").raw('K', 7).text("args").global("argparse", "Namespace").raw(')', 0x81);
    pickle.raw('}').text("lr").real(0.1).raw('s', 'b');
    pickle.text("model_ema").raw('}').text("module").raw('}').text("w");
    pickle.tensor("FloatStorage", "0", 3, 1, new long[] {1}, 1).raw('s', 's');
    pickle.text("model").raw('}', '(').text("w").vector("FloatStorage", "0", 3);
    pickle.text("scale").raw('N', 'u').text("optimizer").raw('}');
    new TorchBytes(pickle.raw('u').stop()).floats("0", 1, 2, 3).write(file);

    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);

    assertThat(read.parameters().get("w").values()).containsExactly(1, 2, 3);
    assertThat(read.values()).isEqualTo(Map.of("epoch", "7"));
    assertThat(read.remarks())
        .containsExactly(
            "took model (1 tensor); left best_acc1 (a tensor), args (argparse.Namespace),"
                + " model_ema (tensors; --key model_ema takes it), optimizer (a dict), scale");
    for (String key : new String[] {"model_ema", "model_ema.module"}) {
      PyTorchCheckpoint other = PyTorchCheckpoint.read(file, key);
      assertThat(other.parameters().get("w").values()).containsExactly(2);
      assertThat(other.remarks())
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("took model_ema.module (1 tensor); left best_acc1 (a tensor), ")
          .contains("model (1 tensor; --key model takes it)");
    }
  }

  /** Whatever Python's own pickle module writes may stand beside weights and in them. */
  @ParameterizedTest
  @CsvFileSource(resources = "extras.txt", delimiter = '|', maxCharsPerColumn = 10_000)
  void thingsBesideTheWeightsAreNotRead(String what, String base64) throws IOException {
    byte[] extra = Base64.getDecoder().decode(base64);
    PickleBytes beside = new PickleBytes().raw('}', '(').text("extra").bytes(extra);
    beside.text("model").raw('}').text("w").vector("FloatStorage", "0", 1).raw('s', 'u');
    PickleBytes inside = new PickleBytes().raw('}', '(').text("w");
    inside.vector("FloatStorage", "0", 1).text("extra").bytes(extra).raw('u');
    for (PickleBytes pickle : List.of(beside, inside)) {
      new TorchBytes(pickle.stop()).floats("0", 3).write(file);
      PyTorchCheckpoint read = PyTorchCheckpoint.read(file);
      assertThat(read.names()).as(what).containsExactly("w");
      assertThat(read.parameters().get("w").values()).containsExactly(3);
      assertThat(read.remarks()).allSatisfy(remark -> assertThat(remark).hasLineCount(1));
    }
  }

  @Test
  void readsWeightsInADictOfAnotherKind() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}').text("model").global("mine", "Dict");
    pickle.raw(')', 0x81).text("w").vector("FloatStorage", "0", 1).raw('s', '}', 'b', 's');
    new TorchBytes(pickle.stop()).floats("0", 3).write(file);
    assertThat(PyTorchCheckpoint.read(file).parameters().get("w").values()).containsExactly(3);

    // as Python 2 wrote it: OrderedDict([[name, tensor]])
    PickleBytes old = new PickleBytes().global("collections", "OrderedDict").raw(']', ']', '(');
    old.text("w").vector("FloatStorage", "0", 1).raw('e', 'a', 0x85, 'R');
    new TorchBytes(old.stop()).floats("0", 3).write(file);
    assertThat(PyTorchCheckpoint.read(file).parameters().get("w").values()).containsExactly(3);
  }

  @Test
  void readsTensorsAndParametersWithAttributes() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', '(').text("a");
    pickle.global("torch._utils", "_rebuild_parameter_with_state").raw('(');
    pickle.vector("FloatStorage", "0", 1).raw(0x88, '}', '}').text("lr").real(1).raw('s', 't', 'R');
    pickle.text("b").global("torch._tensor", "_rebuild_from_type_v2").raw('(');
    pickle.global("torch._utils", "_rebuild_tensor_v2").global("torch", "Tensor").raw('(');
    pickle.storage("FloatStorage", "0", 1).whole(0).tuple(1).tuple(1).raw(0x89, '}', 't');
    new TorchBytes(pickle.raw('}', 't', 'R', 'u').stop()).floats("0", 3).write(file);

    ParameterSet read = PyTorchCheckpoint.read(file).parameters();

    assertThat(read.get("a").values()).containsExactly(3);
    assertThat(read.get("b").values()).containsExactly(3);
  }

  @Test
  void roundsDoublesAndRefusesThoseThatAreTooLarge() throws IOException {
    byte[] pickle = new PickleBytes().vector("DoubleStorage", "0", 3).stop();
    new TorchBytes(pickle)
        .longs("0", Double.doubleToLongBits(1 + 0x1p-24 + 0x1p-40), 0, 0x7ff0000000000000L)
        .write(file);
    assertThat(PyTorchCheckpoint.read(file).parameter("tensor").values())
        .containsExactly(1 + 0x1p-23f, 0, Float.POSITIVE_INFINITY);
    new TorchBytes(pickle).longs("0", Double.doubleToLongBits(1e39), 0, 0).write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file).parameters())
        .hasMessage(file + ": tensor tensor: 1.0E39 is too large for a float32");
  }

  @Test
  void readsBigEndianFiles() throws IOException {
    byte[] pickle = new PickleBytes().vector("FloatStorage", "0", 2).stop();
    new TorchBytes(pickle)
        .bytes("0", new byte[] {0x3f, (byte) 0xc0, 0, 0, (byte) 0xc0, 0, 0, 0})
        .text("byteorder", "big")
        .write(file);
    assertThat(PyTorchCheckpoint.read(file).parameter("tensor").values()).containsExactly(1.5f, -2);
    new TorchBytes(pickle).floats("0", 1, 2).text("byteorder", "middle").write(file);
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .hasMessage(file + ": has the byte order middle");
  }

  @Test
  void noticesAFileThatChangesAfterItWasRead() throws IOException {
    byte[] pickle = new PickleBytes().vector("FloatStorage", "0", 2).stop();
    new TorchBytes(pickle).floats("0", 1, 2).write(file);
    PyTorchCheckpoint read = PyTorchCheckpoint.read(file);
    new TorchBytes(pickle).floats("0", 1).write(file);
    assertThatThrownBy(read::parameters)
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": changed while it was read");
    Files.delete(file);
    assertThatThrownBy(read::parameters).hasMessage(file + ": no such file");
  }
}
