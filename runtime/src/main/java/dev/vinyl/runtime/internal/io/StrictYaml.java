package dev.vinyl.runtime.internal.io;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML so that nothing in it is passed over or means something else to another reader: one
 * document, every key once, and no value that YAML 1.1 and 1.2 take for different things. Every
 * YAML that people write for Vinyl goes through it.
 *
 * <p>{@code yes}, {@code no}, {@code on} and {@code off} are texts, as are dates; {@code true} and
 * {@code false} are the only truth values, and {@code 1e-3} is a number. Refused are {@code 010} (8
 * or 10), {@code 0o10}, {@code 0b10}, {@code 1_000} and {@code 1:30} (90 in YAML 1.1), a second
 * document, a repeated key, tags other than {@code !!str}, what refers to itself, and more than
 * 100,000 values, however few lines of aliases they are written in.
 *
 * <p>Needs {@code org.yaml:snakeyaml} on the class path, which {@code vinyl-runtime} does not
 * bring.
 */
public final class StrictYaml {
  private static final int MOST_VALUES = 100_000;
  private static final int MOST_DIGITS = 400;
  private static final Tag PLAIN = new Tag("!plain"); // a scalar without quotes and without a tag

  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
  private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("([-+]?)\\.(inf|Inf|INF)");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");

  /** Leading zeros, other bases, underscores, minutes and seconds. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "[-+]?(0[0-9_]+|0o[0-7_]+|0b[01_]+|0x[0-9a-fA-F_]+"
              + "|[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?|\\.[0-9][0-9_]*"
              + "|[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?)");

  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  private StrictYaml() {}

  /**
   * Reads a text.
   *
   * @return a map by text in the order of its keys, a list, a {@code String}, a {@code Boolean}, an
   *     {@code Integer}, {@code Long} or {@code BigInteger} (the smallest that holds the number), a
   *     {@code Double}, or null where there is nothing; the same inside maps and lists, which the
   *     caller may change
   * @throws TextException if it is no YAML, or is one of what is refused; with the line
   */
  public static @Nullable Object parse(String text) throws TextException {
    LoaderOptions options = new LoaderOptions();
    try {
      Composer composer =
          new Composer(
              new ParserImpl(new StreamReader(text), options), new PlainScalars(), options);
      if (!composer.checkNode()) {
        return null;
      }
      Node document = composer.getNode();
      if (composer.checkNode()) {
        throw new TextException(
            line(composer.getNode()),
            "a second document begins here, which would be ignored; give it a file of its own");
      }
      return new StrictYaml().value(document);
    } catch (ReaderException e) {
      int at = text.offsetByCodePoints(0, e.getPosition());
      throw new TextException(
          1 + (int) text.chars().limit(at).filter(c -> c == '\n').count(),
          "is no YAML: the character U+%04X is not allowed; remove it".formatted(e.getCodePoint()));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String problem = "is no YAML: %s".formatted(VisibleText.of(String.valueOf(e.getProblem())));
      throw mark == null
          ? new TextException(problem)
          : new TextException(mark.getLine() + 1, problem);
    } catch (YAMLException e) {
      throw new TextException(
          "is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** Leaves to this class what a scalar without quotes is. */
  private static final class PlainScalars extends Resolver {
    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
  }

  private @Nullable Object value(Node node) throws TextException {
    if (++values > MOST_VALUES) {
      throw new TextException(
          line(node),
          "more than %d values, aliases included; leave some out".formatted(MOST_VALUES));
    }
    if (!open.add(node)) {
      throw new TextException(line(node), "an alias refers to what it stands in; write it out");
    }
    try {
      if (node instanceof ScalarNode scalar) {
        return scalar(scalar);
      }
      if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
          list.add(value(entry));
        }
        return list;
      }
      if (node instanceof MappingNode mapping && node.getTag().equals(Tag.MAP)) {
        return map(mapping);
      }
      throw unknownTag(node);
    } finally {
      open.remove(node);
    }
  }

  private Map<String, @Nullable Object> map(MappingNode node) throws TextException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new TextException(
            line(entry.getKeyNode()), "a key must be a text, not a list or map");
      }
      Object value = value(entry.getValueNode());
      if (map.containsKey(key.getValue())) {
        throw new TextException(
            line(key),
            "is no YAML: the key %s is there a second time; keep one"
                .formatted(VisibleText.of(key.getValue())));
      }
      map.put(key.getValue(), value);
    }
    return map;
  }

  private static @Nullable Object scalar(ScalarNode node) throws TextException {
    if (node.getTag().equals(Tag.STR)) {
      return node.getValue();
    }
    if (!node.getTag().equals(PLAIN)) {
      throw unknownTag(node);
    }
    String text = node.getValue();
    if (NULL.matcher(text).matches()) {
      return null;
    }
    if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
      return TRUE.matcher(text).matches();
    }
    if (WHOLE.matcher(text).matches()) {
      return whole(node, text, 10);
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return whole(node, text.substring(2), 16);
    }
    if (INFINITE.matcher(text).matches()) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (NOT_A_NUMBER.matcher(text).matches()) {
      return Double.NaN;
    }
    boolean octal = text.matches("[-+]?0[0-9]+");
    if (!octal && REAL.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    if (AMBIGUOUS.matcher(text).matches()) {
      throw new TextException(
          line(node),
          "%s is not the same number to all readers of YAML; write plain decimal digits, or quotes around a text"
              .formatted(text));
    }
    return text;
  }

  private static Number whole(Node node, String digits, int base) throws TextException {
    if (digits.length() > MOST_DIGITS) { // they take long to read
      throw new TextException(line(node), "this number is too large");
    }
    BigInteger number = new BigInteger(digits, base);
    if (number.bitLength() < Integer.SIZE) {
      return number.intValue();
    }
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
  }

  private static TextException unknownTag(Node node) {
    return new TextException(
        line(node),
        "the tag %s is not understood; leave it out".formatted(node.getTag().getValue()));
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
