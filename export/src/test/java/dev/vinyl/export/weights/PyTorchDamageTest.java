package dev.vinyl.export.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile files cost one line, little memory, and nothing of them is run. */
class PyTorchDamageTest {
  private static final long LITTLE_MEMORY = 256L << 20;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("bad.pth");
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, eval",
    "builtins, getattr",
    "subprocess, Popen",
    "torch.nn.modules.linear, Linear",
    "torch._utils, _rebuild_tensor",
    "torch, load",
    "collections, OrderedDict.fromkeys",
    "numpy.core.multiarray, scalar",
    "java.lang, Runtime",
  })
  void runsNothingAndNamesWhatWasAskedFor(String module, String name) throws IOException {
    Path trace = folder.resolve("trace");
    byte[] call =
        new PickleBytes().global(module, name).text("touch " + trace).raw(0x85, 'R').stop();
    assertRefused(new TorchBytes(call), "it asks for " + module + "." + name + ", which");
    byte[] stacked =
        new PickleBytes().text(module).text(name).raw(0x93).text("touch").raw(0x85, 'R').stop();
    assertRefused(new TorchBytes(stacked), "it asks for " + module + "." + name + ", which");
    assertThat(trace).doesNotExist();
  }

  @Test
  void everyOtherWayToMakeObjectsMakesNone() throws IOException {
    // INST; OBJ; NEWOBJ; NEWOBJ_EX; EXT1, called
    List<PickleBytes> ways =
        List.of(
            new PickleBytes().raw('(').text("touch").raw("ios\nsystem\n"),
            new PickleBytes().raw('(').global("os", "system").text("touch").raw('o'),
            new PickleBytes().global("os", "system").text("touch").raw(0x85, 0x81),
            new PickleBytes().global("os", "system").text("touch").raw(0x85, '}', 0x92),
            new PickleBytes().raw(0x82, 7).text("touch").raw(0x85, 'R'));
    for (PickleBytes way : ways) {
      assertRefused(new TorchBytes(way.stop()), "nothing of it was run");
    }
    // BUILD of a list, calls of what is no function
    assertRefused(new TorchBytes(new PickleBytes().raw(']', '}', 'b').stop()), "attributes");
    assertRefused(
        new TorchBytes(new PickleBytes().emptyOrderedDict().raw(')', 'R').stop()), "no function");
    assertRefused(
        new TorchBytes(new PickleBytes().emptyOrderedDict().raw(')', 0x81).stop()), "no function");
    assertRefused(
        new TorchBytes(new PickleBytes().global("torch", "FloatStorage").raw(')', 'R').stop()),
        "torch.FloatStorage, which is a type");
  }

  @Test
  void aTensorOfTheWeightsThatIsMadeInAnUnknownWayIsRefusedByName() throws IOException {
    List<PickleBytes> ways =
        List.of(
            quantized(new PickleBytes()),
            // of no storage at all, as for a tensor on the meta device
            new PickleBytes()
                .global("torch._utils", "_rebuild_meta_tensor_no_storage")
                .tuple(1)
                .raw('R'),
            // a function that is known gives a type that is not
            new PickleBytes()
                .global("torch._tensor", "_rebuild_from_type_v2")
                .raw('(')
                .global("torch._utils", "_rebuild_tensor_v2")
                .global("mine", "Scaled")
                .raw('(')
                .storage("FloatStorage", "0", 1)
                .whole(0)
                .tuple(1)
                .tuple(1)
                .raw(0x89, '}', 't', '}', 't', 'R'),
            new PickleBytes().vector("ComplexDoubleStorage", "0", 1));
    List<String> asked =
        List.of(
            "torch._utils._rebuild_qtensor",
            "torch._utils._rebuild_meta_tensor_no_storage",
            "mine.Scaled",
            "torch.ComplexDoubleStorage");
    for (int i = 0; i < ways.size(); i++) {
      byte[] bad = ways.get(i).stop();
      byte[] body = Arrays.copyOfRange(bad, 2, bad.length - 1);
      PickleBytes pickle = new PickleBytes().raw('}').text("model").raw('}', '(');
      pickle.text("w").vector("FloatStorage", "0", 1).text("bad").bytes(body).raw('u', 's');
      assertRefused(
          new TorchBytes(pickle.stop()).floats("0", 1), "tensor bad: it asks for " + asked.get(i));
    }
  }

  private static PickleBytes quantized(PickleBytes pickle) {
    pickle.global("torch._utils", "_rebuild_qtensor").raw('(').storage("QInt8Storage", "0", 1);
    return pickle.whole(0).tuple(1).tuple(1).raw('N', 0x89, '}', 't', 'R');
  }

  /** Found by Jazzer: a list of one entry, arc 0xe8 ive/data.pkl, which Java 17 opens. */
  @Test
  void refusesANameThatIsNoText() throws IOException {
    String listed =
        "504b0304504b01020a000a00000800000000000060bd1867a0000000a0000000000000001000000000000000"
            + "000000000000617263e86976652f646174612e706b6c504b050600000000010001003e000000040000000000";
    Files.write(file, HexFormat.of().parseHex(listed));

    assertThatThrownBy(() -> WeightFiles.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(file + ": cut short or damaged: ")
        .hasMessageEndingWith("; copy it again");
  }

  @Test
  void refusesArgumentsThatDoNotFit() throws IOException {
    PickleBytes noStorage = new PickleBytes().global("torch._utils", "_rebuild_tensor_v2");
    noStorage.raw('(').text("0").whole(0).tuple(1).tuple(1).raw(0x89).emptyOrderedDict();
    assertRefused(new TorchBytes(noStorage.raw('t', 'R').stop()), "does not take");
    PickleBytes manySizes = new PickleBytes();
    manySizes.tensor("FloatStorage", "0", 1, 0, ones(17), ones(17));
    assertRefused(new TorchBytes(manySizes.stop()).floats("0", 1), "does not take");
    assertRefused(
        new TorchBytes(new PickleBytes().storage("FloatStorage", "0", -1).stop()),
        "claims -1 values");
    assertRefused(
        new TorchBytes(new PickleBytes().storage("Size", "0", 1).stop()), "no type of a storage");
    assertRefused(new TorchBytes(new PickleBytes().text("x").raw('Q').stop()), "is no storage");
    assertRefused(
        new TorchBytes(new PickleBytes().global("torch", "Size").raw(']', 0x85, 'R').stop()),
        "does not take");
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../data/0", "archive/../../x", "/etc/x", "a\\..\\x", "C:/x", "..", "archive/.."})
  void refusesEntriesThatLeaveTheirFolder(String name) throws IOException {
    TorchBytes zip = new TorchBytes(new PickleBytes().raw('}').stop()).entry(name, new byte[1]);
    assertRefused(zip, "leads out of its folder: " + name);
  }

  @Test
  void aKeyOfAStorageLeadsNowhereElse() throws IOException {
    Files.write(folder.resolve("secret"), new byte[4]);
    byte[] pickle = new PickleBytes().vector("FloatStorage", "../../secret", 1).stop();
    assertRefused(new TorchBytes(pickle), "storage ../../secret of 1 F32, and that has 0 bytes");
  }

  @Test
  void refusesZipsThatAreNoneOfTorchs() throws IOException {
    byte[] pickle = new PickleBytes().vector("FloatStorage", "0", 1).stop();
    assertRefused(
        new TorchBytes(pickle).entry("archive/data.pkl", pickle), "entry archive/data.pkl twice");
    assertRefused(
        new TorchBytes(pickle).entry("other/data.pkl", pickle), "2 data.pkl instead of 1");
    assertRefused(new ZipBytes().entry("readme", pickle).toBytes(), "0 data.pkl instead of 1");
    assertRefused(new ZipBytes().toBytes(), "0 data.pkl instead of 1");
    assertRefused(new byte[0], "");
    assertRefused("PK".getBytes(StandardCharsets.US_ASCII), "");
  }

  @Test
  void refusesEntriesThatClaimMoreThanIsThere() throws IOException {
    byte[] pickle = new PickleBytes().vector("FloatStorage", "0", 1 << 28).stop();
    ZipBytes long1 =
        new ZipBytes()
            .entry("a/data.pkl", pickle)
            .entry("a/data/0", 0, new byte[4], Integer.MAX_VALUE - 8);
    assertRefused(long1.toBytes(), "claim more than its own size");
    ZipBytes longer =
        new ZipBytes().entry("a/data.pkl", pickle).entry("a/data/0", 0, new byte[4], 0xfffffff0L);
    assertRefused(longer.toBytes(), "and 2 GiB is the most");
    ZipBytes deflated =
        new ZipBytes().entry("a/data.pkl", pickle).entry("a/data/0", 8, new byte[4], 4);
    assertRefused(deflated.toBytes(), "its entry a/data/0 is compressed");
  }

  @Test
  void refusesTwoToTheSixtyElements() throws IOException {
    long many = 1L << 60;
    PickleBytes pickle =
        new PickleBytes()
            .tensor("FloatStorage", "0", many, 0, new long[] {1L << 30, 1L << 30}, 1, 1);
    assertRefused(
        new TorchBytes(pickle.stop()).floats("0", 1), "of 1152921504606846976 F32, and that has 4");
    PickleBytes overflow =
        new PickleBytes()
            .tensor("FloatStorage", "0", Long.MAX_VALUE, 0, new long[] {many, many, 0}, 0, 0, 1);
    assertRefused(new TorchBytes(overflow.stop()).floats("0", 1), "too many values");
  }

  @Test
  void refusesTextsLongerThanThePickle() throws IOException {
    byte[] four = new PickleBytes().raw('X', 0xff, 0xff, 0xff, 0xff, 'a').stop();
    assertRefused(new TorchBytes(four), "it claims 4294967295 bytes, and 2 are left");
    byte[] eight = new PickleBytes().raw(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80).stop();
    assertRefused(new TorchBytes(eight), "it claims 9223372036854775808 bytes, and 1 are left");
    byte[] frame = new PickleBytes().raw(0x95, 0, 0, 0, 0, 1, 0, 0, 0).stop();
    assertRefused(new TorchBytes(frame), "it claims 4294967296 bytes");
    byte[] number = new PickleBytes().raw(0x8a, 255).stop();
    assertRefused(new TorchBytes(number), "it claims 255 bytes, and 1 are left");
    byte[] bytes = new PickleBytes().raw('B', 0xff, 0xff, 0xff, 0x7f).stop();
    assertRefused(new TorchBytes(bytes), "it claims 2147483647 bytes");
    byte[] badText = new PickleBytes().raw(0x8c, 1, 0xff).stop();
    assertRefused(new TorchBytes(badText), "neither a tensor nor a state dict");
    byte[] noEndOfLine = new PickleBytes().raw("ctorch").stop();
    assertRefused(new TorchBytes(noEndOfLine), "is cut short");
  }

  @Test
  void refusesAPickleThatIsTooLong() throws IOException {
    byte[] pickle = new byte[(16 << 20) + 1];
    assertRefused(new TorchBytes(pickle), "its data.pkl has 16777217 bytes");
  }

  /** Each list holds the one before it twice: 2^100 values if they were copied. */
  @Test
  void aBombOfRecalledValuesStaysSmall() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}').text("model").raw('(', ']', 'q', 0);
    for (int i = 0; i < 100; i++) {
      pickle.raw(']', '(', 'h', i, 'h', i, 'e', 'q', i + 1);
    }
    assertRefused(new TorchBytes(pickle.raw('t', 's').stop()), "it holds no state dict");
  }

  @ParameterizedTest
  @ValueSource(ints = {'}', ']', ')', '(', 'N', 0x88})
  void floodsOfValuesStopEarly(int code) throws IOException {
    byte[] pickle = new byte[8 << 20];
    Arrays.fill(pickle, (byte) code);
    pickle[0] = (byte) 0x80;
    pickle[1] = 2;
    assertRefused(new TorchBytes(pickle), "has more than 1000000 instructions");
  }

  @Test
  void floodsOfTensorsAndOfKeptValuesStayBounded() throws IOException {
    PickleBytes tensors = new PickleBytes().global("torch._utils", "_rebuild_tensor_v2");
    tensors.raw('q', 0, '(').storage("FloatStorage", "0", 1).whole(0);
    tensors.tuple(ones(16)).tuple(ones(16)).raw(0x89).emptyOrderedDict().raw('t', 'q', 1, 'R');
    for (int i = 0; i < 330_000; i++) {
      tensors.raw('h', 0, 'h', 1, 'R');
    }
    assertRefused(new TorchBytes(tensors.stop()).floats("0", 1), "ends where it should not");
    PickleBytes kept = new PickleBytes().raw('N');
    for (int i = 0; i < 990_000; i++) {
      kept.raw('r', i, i >> 8, i >> 16, 0);
    }
    assertRefused(new TorchBytes(kept.stop()), "neither a tensor nor a state dict");
  }

  @Test
  void longNamesOfUnmadeThingsAreNotCopied() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}').text("x".repeat(1 << 20)).raw('q', 0);
    for (int i = 0; i < 100_000; i++) {
      pickle.raw('h', 0, 'h', 0, 0x93, ')', 'R', '0');
    }
    pickle.raw('0').text("a").raw('h', 0, 'h', 0, 0x93, ')', 'R', 's');
    assertRefused(new TorchBytes(pickle.stop()), "its keys: a (xxx").hasSizeLessThan(1000);
  }

  /** Dicts that hold each other under every usual key: endless, if they were walked. */
  @Test
  void usualKeysThatLeadBackAreNotFollowed() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}', 'q', 0, '(');
    for (String key : new String[] {"state_dict", "model", "net", "module", "ema", "encoder"}) {
      pickle.text(key).raw('h', 0);
    }
    assertRefused(new TorchBytes(pickle.raw('u').stop()), "it holds no state dict");
  }

  @Test
  void deepNestingIsNoRecursion() throws IOException {
    PickleBytes pickle = new PickleBytes().raw('}').text("model");
    for (int i = 0; i < 400_000; i++) {
      pickle.raw('}', 'N');
    }
    for (int i = 0; i < 400_000 - 1; i++) {
      pickle.raw('N');
    }
    assertRefused(new TorchBytes(pickle.stop()), "more than 1000000 instructions");
    PickleBytes nested = new PickleBytes().raw(')');
    for (int i = 0; i < 900_000; i++) {
      nested.raw(0x85);
    }
    assertRefused(new TorchBytes(nested.stop()), "neither a tensor nor a state dict");
  }

  @Test
  void aValueThatHoldsItselfIsNotFollowed() throws IOException {
    PickleBytes dict = new PickleBytes().raw('}', 'q', 0).text("model").raw('h', 0, 's');
    assertRefused(new TorchBytes(dict.stop()), "it holds no state dict");
    PickleBytes list = new PickleBytes().raw(']', 'q', 0, 'h', 0, 'a');
    assertRefused(new TorchBytes(list.stop()), "neither a tensor nor a state dict");
    PickleBytes key = new PickleBytes().raw('}', 'q', 0, 'h', 0, 'N', 's');
    assertRefused(new TorchBytes(key.stop()), "it holds no state dict");
  }

  @Test
  void refusesWhatTheStackDoesNotHold() throws IOException {
    for (String code : new String[] {"R", "t", "a", "s", "u", "e", "b", "Q", "q0", "h1", "."}) {
      assertRefused(new TorchBytes(new PickleBytes().raw(code).stop()), "at byte 2, ");
    }
    assertRefused(new TorchBytes(new PickleBytes().raw('N', '(', 0x85).stop()), "are fewer");
    assertRefused(new TorchBytes(new PickleBytes().raw('}', 'N').stop()), "where it should not");
    assertRefused(new TorchBytes(new PickleBytes().raw('}', '.').stop()), "where it should not");
    assertRefused(new TorchBytes(new PickleBytes().raw(0x80, 1, '}').stop()), "protocol 1");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = sound().toBytes();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void everyTruncatedPickleIsRefused() throws IOException {
    byte[] pickle = soundPickle();
    for (int length = 0; length < pickle.length; length++) {
      assertRefused(new TorchBytes(Arrays.copyOf(pickle, length)).floats("0", 1, 2), "data.pkl: ");
    }
  }

  @Test
  void everyChangedByteIsRefusedOrWithoutEffect() throws IOException {
    byte[] whole = sound().toBytes();
    for (int place = 0; place < whole.length; place++) {
      for (int change : new int[] {1, 0x80, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[place] ^= (byte) change;
        Files.write(file, damaged);
        try {
          assertThat(PyTorchCheckpoint.read(file).parameters().get("w").values())
              .as("byte %d", place)
              .containsExactly(1, 2);
        } catch (WeightFileException e) {
          assertOneLine(e);
        }
      }
    }
  }

  @Test
  void randomPicklesOfKnownInstructionsAreRefusedInOneLine() throws IOException {
    byte[] sound = soundPickle();
    Random random = new Random(1);
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = sound.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        damaged[random.nextInt(damaged.length)] = sound[random.nextInt(sound.length)];
      }
      new TorchBytes(damaged).floats("0", 1, 2).write(file);
      try {
        PyTorchCheckpoint.read(file).parameters();
      } catch (WeightFileException e) {
        assertOneLine(e);
      }
    }
  }

  @Test
  void keepsHostileNamesOnOneLine() throws IOException {
    byte[] global = new PickleBytes().text("a\nb".repeat(999)).text("c\r").raw(0x93).stop();
    assertRefused(new TorchBytes(global), "asks for a b").hasSizeLessThan(600);
    byte[] key = new PickleBytes().raw('}').text("x\n".repeat(999)).raw('N', 's').stop();
    assertRefused(new TorchBytes(key), "its keys: x ").hasSizeLessThan(600);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> PyTorchCheckpoint.read(file))
        .isInstanceOf(WeightFileException.class)
        .hasMessage(file + ": no such file");
    assertThatThrownBy(() -> PyTorchCheckpoint.read(folder))
        .isInstanceOf(WeightFileException.class)
        .hasMessageStartingWith(folder + ": ");
  }

  private static byte[] soundPickle() {
    return new PickleBytes()
        .raw('}', 'q', 0)
        .text("w")
        .vector("FloatStorage", "0", 2)
        .raw('s')
        .stop();
  }

  private static TorchBytes sound() {
    return new TorchBytes(soundPickle()).floats("0", 1, 2).text("byteorder", "little");
  }

  private AbstractStringAssert<?> assertRefused(TorchBytes zip, String problem) throws IOException {
    return assertRefused(zip.toBytes(), problem);
  }

  private AbstractStringAssert<?> assertRefused(byte[] content, String problem) throws IOException {
    Files.write(file, content);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      PyTorchCheckpoint.read(file).parameters();
    } catch (WeightFileException e) {
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated")
          .isLessThan(LITTLE_MEMORY);
      assertOneLine(e);
      return assertThat(String.valueOf(e.getMessage())).contains(problem);
    }
    throw new AssertionError("was read: " + content.length + " bytes");
  }

  private void assertOneLine(WeightFileException e) {
    assertThat(e).message().startsWith(file + ": ").hasLineCount(1);
  }
}
