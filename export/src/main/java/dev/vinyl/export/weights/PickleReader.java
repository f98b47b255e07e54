package dev.vinyl.export.weights;

import dev.vinyl.export.weights.PickleValue.Constant;
import dev.vinyl.export.weights.PickleValue.Dict;
import dev.vinyl.export.weights.PickleValue.Foreign;
import dev.vinyl.export.weights.PickleValue.Imported;
import dev.vinyl.export.weights.PickleValue.Items;
import dev.vinyl.export.weights.PickleValue.Real;
import dev.vinyl.export.weights.PickleValue.Text;
import dev.vinyl.export.weights.PickleValue.Tuple;
import dev.vinyl.export.weights.PickleValue.Unmade;
import dev.vinyl.export.weights.PickleValue.Unread;
import dev.vinyl.export.weights.PickleValue.Whole;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A machine for the part of Python's pickle language, protocols 2 to 5, that {@code torch.save}
 * writes. A pickle is a program; this one can do no more than put plain values together: it loads
 * no class and calls nothing but {@link TorchCalls}. What other names would make is kept as a value
 * that does nothing, so that it can stand beside weights.
 *
 * <p>Each instruction makes one value at most, a value copies no others, and the number of
 * instructions is limited, so memory is bounded whatever a pickle says. Nothing recurs.
 */
final class PickleReader {
  private static final int MOST_INSTRUCTIONS = 1_000_000;
  private static final Unread BYTES = new Unread("bytes");
  private static final Unread LONG_INTEGER = new Unread("a whole number of more than 64 bits");
  private static final Unread SET = new Unread("a set");

  private final ByteBuffer in;
  private final PickleStack stack = new PickleStack();
  private final Map<Integer, PickleValue> memo = new HashMap<>();

  private PickleReader(byte[] pickle) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value that a pickle stands for. */
  static PickleValue read(byte[] pickle) throws PickleException {
    PickleReader reader = new PickleReader(pickle);
    int instruction = 0;
    try {
      for (int i = 0; i < MOST_INSTRUCTIONS; i++) {
        instruction = reader.in.position();
        int code = reader.unsignedByte();
        if (code == PickleCodes.STOP) {
          return reader.result();
        }
        reader.run(code);
      }
    } catch (BufferUnderflowException e) {
      throw new PickleException("is cut short: it ends at byte " + pickle.length);
    } catch (PickleException e) {
      throw new PickleException("at byte %d, %s".formatted(instruction, e.getMessage()));
    }
    throw new PickleException("has more than %d instructions".formatted(MOST_INSTRUCTIONS));
  }

  private PickleValue result() throws PickleException {
    if (!stack.holdsOnlyOne() || in.hasRemaining()) {
      throw new PickleException("ends where it should not");
    }
    return stack.pop();
  }

  private void run(int code) throws PickleException {
    switch (code) {
      case PickleCodes.PROTO -> checkProtocol(unsignedByte());
      case PickleCodes.FRAME -> length(in.getLong());
      case PickleCodes.MARK -> stack.mark();
      case PickleCodes.POP -> stack.pop();
      case PickleCodes.POP_MARK -> stack.popToMark();
      case PickleCodes.NONE -> stack.push(Constant.NONE);
      case PickleCodes.TRUE -> stack.push(Constant.TRUE);
      case PickleCodes.FALSE -> stack.push(Constant.FALSE);
      case PickleCodes.INT -> stack.push(new Whole(in.getInt()));
      case PickleCodes.INT1 -> stack.push(new Whole(unsignedByte()));
      case PickleCodes.INT2 -> stack.push(new Whole(Short.toUnsignedInt(in.getShort())));
      case PickleCodes.LONG1 -> stack.push(longInteger(unsignedByte()));
      case PickleCodes.LONG4 -> skip(LONG_INTEGER, Integer.toUnsignedLong(in.getInt()));
      case PickleCodes.FLOAT ->
          stack.push(new Real(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))));
      case PickleCodes.TEXT1 -> stack.push(text(unsignedByte()));
      case PickleCodes.TEXT4 -> stack.push(text(Integer.toUnsignedLong(in.getInt())));
      case PickleCodes.TEXT8 -> stack.push(text(in.getLong()));
      case PickleCodes.OLD_TEXT1 -> stack.push(text(unsignedByte()));
      case PickleCodes.OLD_TEXT4 -> stack.push(text(Integer.toUnsignedLong(in.getInt())));
      case PickleCodes.BYTES1 -> skip(BYTES, unsignedByte());
      case PickleCodes.BYTES4 -> skip(BYTES, Integer.toUnsignedLong(in.getInt()));
      case PickleCodes.BYTES8, PickleCodes.BYTE_ARRAY8 -> skip(BYTES, in.getLong());
      case PickleCodes.EMPTY_SET -> stack.push(SET);
      case PickleCodes.ADD_ITEMS -> addItems(stack.popToMark());
      case PickleCodes.FROZEN_SET -> replaceBySet(stack.popToMark());
      case PickleCodes.EMPTY_TUPLE -> stack.push(new Tuple(List.of()));
      case PickleCodes.TUPLE -> stack.push(new Tuple(stack.popToMark()));
      case PickleCodes.TUPLE1 -> stack.push(new Tuple(stack.pop(1)));
      case PickleCodes.TUPLE2 -> stack.push(new Tuple(stack.pop(2)));
      case PickleCodes.TUPLE3 -> stack.push(new Tuple(stack.pop(3)));
      case PickleCodes.EMPTY_LIST -> stack.push(new Items());
      case PickleCodes.APPEND -> append(stack.pop(1));
      case PickleCodes.APPENDS -> append(stack.popToMark());
      case PickleCodes.EMPTY_DICT -> stack.push(new Dict());
      case PickleCodes.SET_ITEM -> setItems(stack.pop(2));
      case PickleCodes.SET_ITEMS -> setItems(stack.popToMark());
      case PickleCodes.PUT1 -> memo.put(unsignedByte(), stack.peek());
      case PickleCodes.PUT4 -> memo.put(in.getInt(), stack.peek());
      case PickleCodes.MEMOIZE -> memo.put(memo.size(), stack.peek());
      case PickleCodes.GET1 -> recall(unsignedByte());
      case PickleCodes.GET4 -> recall(in.getInt());
      case PickleCodes.GLOBAL -> stack.push(global(line(), line()));
      case PickleCodes.STACK_GLOBAL -> stack.push(global(stack.pop(2)));
      case PickleCodes.REDUCE -> call(stack.pop(2));
      case PickleCodes.NEWOBJ -> call(stack.pop(2));
      case PickleCodes.NEWOBJ_EX -> callWithKeywords(stack.pop(3));
      case PickleCodes.OBJ -> callToMark(stack.popToMark());
      case PickleCodes.INST -> make(global(line(), line()), stack.popToMark());
      case PickleCodes.EXT1 -> extension(unsignedByte());
      case PickleCodes.EXT2 -> extension(Short.toUnsignedInt(in.getShort()));
      case PickleCodes.EXT4 -> extension(in.getInt());
      case PickleCodes.BUILD -> setAttributes(stack.pop());
      case PickleCodes.PERSISTENT_ID -> stack.push(TorchCalls.storage(stack.pop()));
      default ->
          throw new PickleException(
              "there is the instruction 0x%02x, which torch.save does not write".formatted(code));
    }
  }

  private static void checkProtocol(int protocol) throws PickleException {
    if (protocol < 2 || protocol > 5) {
      throw new PickleException("it has protocol %d; 2 to 5 are known".formatted(protocol));
    }
  }

  private int unsignedByte() {
    return Byte.toUnsignedInt(in.get());
  }

  /** A length that is claimed, if so much is left. */
  private int length(long claimed) throws PickleException {
    if (claimed < 0 || claimed > in.remaining()) {
      throw new PickleException(
          "it claims %s bytes, and %d are left"
              .formatted(Long.toUnsignedString(claimed), in.remaining()));
    }
    return (int) claimed;
  }

  private PickleValue text(long claimed) throws PickleException {
    try {
      return new Text(decode(in.slice(in.position(), length(claimed))));
    } catch (CharacterCodingException e) {
      return new Unread("a text that is no UTF-8"); // Python writes lone surrogates so
    }
  }

  /** Bytes to text, and past them. */
  private String decode(ByteBuffer utf8) throws CharacterCodingException {
    in.position(in.position() + utf8.remaining());
    return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
  }

  /** Goes past bytes that have no use here. */
  private void skip(Unread kind, long claimed) throws PickleException {
    in.position(in.position() + length(claimed));
    stack.push(kind);
  }

  private String line() throws PickleException {
    int start = in.position();
    int end = start;
    while (in.get() != '\n') {
      end++;
    }
    in.position(start);
    try {
      String line = decode(in.slice(start, end - start));
      in.position(end + 1);
      return line;
    } catch (CharacterCodingException e) {
      throw new PickleException("it asks for a name that is not UTF-8");
    }
  }

  /** Two's complement, lowest byte first. */
  private PickleValue longInteger(int bytes) throws PickleException {
    length(bytes);
    if (bytes > Long.BYTES) {
      in.position(in.position() + bytes);
      return LONG_INTEGER;
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) unsignedByte() << (Byte.SIZE * i);
    }
    int unused = Long.SIZE - Byte.SIZE * bytes;
    return new Whole(bytes == 0 ? 0 : value << unused >> unused);
  }

  private void append(List<PickleValue> added) throws PickleException {
    PickleValue value = stack.peek();
    if (value instanceof Items list) {
      added.forEach(list::add);
    } else if (!(value instanceof Unmade)) {
      throw new PickleException("it appends to something that is no list");
    }
  }

  private void addItems(List<PickleValue> added) throws PickleException {
    PickleValue value = stack.peek();
    if (value != SET && !(value instanceof Unmade)) {
      throw new PickleException("it adds %d values to what is no set".formatted(added.size()));
    }
  }

  private void replaceBySet(List<PickleValue> items) {
    stack.push(items.stream().anyMatch(PickleValue::holdsTensor) ? new Tuple(items) : SET);
  }

  private void setItems(List<PickleValue> pairs) throws PickleException {
    if (!(stack.peek() instanceof Dict dict) || pairs.size() % 2 != 0) {
      throw new PickleException("it puts keys and values where they do not go");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      dict.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private void recall(int index) throws PickleException {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw new PickleException("it recalls value %d, which it never kept".formatted(index));
    }
    stack.push(value);
  }

  private static PickleValue global(List<PickleValue> names) throws PickleException {
    if (names.get(0) instanceof Text module && names.get(1) instanceof Text name) {
      return global(module.value(), name.value());
    }
    throw new PickleException("it asks for something whose name is no text");
  }

  private static PickleValue global(String module, String name) {
    return PickleGlobal.named(module, name)
        .<PickleValue>map(Imported::new)
        .orElseGet(() -> new Foreign(module, name));
  }

  /** A thing that Python would look up by number. */
  private void extension(int number) {
    stack.push(new Foreign("copyreg", "extension " + number));
  }

  private void setAttributes(PickleValue attributes) throws PickleException {
    TorchCalls.setAttributes(stack.peek(), attributes);
  }

  private void call(List<PickleValue> calledAndArguments) throws PickleException {
    stack.push(TorchCalls.call(calledAndArguments.get(0), calledAndArguments.get(1)));
  }

  private void callWithKeywords(List<PickleValue> parts) throws PickleException {
    if (parts.get(0) instanceof Imported) {
      throw new PickleException("it calls " + parts.get(0) + " with keywords");
    }
    call(parts.subList(0, 2));
  }

  private void callToMark(List<PickleValue> parts) throws PickleException {
    if (parts.isEmpty()) {
      throw new PickleException("it calls nothing");
    }
    make(parts.get(0), parts.subList(1, parts.size()));
  }

  private void make(PickleValue called, List<PickleValue> arguments) throws PickleException {
    stack.push(TorchCalls.call(called, new Tuple(List.copyOf(arguments))));
  }
}
