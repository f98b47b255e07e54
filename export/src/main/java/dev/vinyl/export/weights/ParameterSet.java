package dev.vinyl.export.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Parameters in a fixed order, each name once. Immutable. */
public final class ParameterSet implements Iterable<Parameter> {
  private final Map<String, Parameter> byName;

  private ParameterSet(Map<String, Parameter> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /**
   * Collects parameters in the order given.
   *
   * @throws IllegalArgumentException if a name comes twice
   */
  public static ParameterSet of(Collection<Parameter> parameters) {
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (byName.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException("parameter " + parameter.name() + " comes twice");
      }
    }
    return new ParameterSet(byName);
  }

  /**
   * Names in a few words, as patterns: {@code layers.0.weight} to {@code layers.11.weight} are
   * {@code layers.{0..11}.weight}. The patterns stand for these names and no others, in the order
   * of each one's first name; long names are cut.
   */
  public static List<String> patterns(Collection<String> names) {
    return ParameterNames.patterns(names);
  }

  /** Names in order. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** The parameter of this name, if there is one. */
  public Optional<Parameter> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The parameter of this name.
   *
   * @throws NoSuchElementException if there is none
   */
  public Parameter get(String name) {
    return find(name).orElseThrow(() -> new NoSuchElementException("no parameter named " + name));
  }

  /** How many tensors. */
  public int size() {
    return byName.size();
  }

  /** How many values in all tensors together: what people call the model's parameters. */
  public long valueCount() {
    return byName.values().stream().mapToLong(p -> p.values().length).sum();
  }

  /** Those whose name starts with the prefix, with the prefix removed. */
  public ParameterSet withoutPrefix(String prefix) {
    List<Parameter> chosen = new ArrayList<>();
    for (Parameter parameter : this) {
      if (parameter.name().startsWith(prefix)) {
        chosen.add(parameter.renamed(parameter.name().substring(prefix.length())));
      }
    }
    return of(chosen);
  }

  /** All, renamed. */
  public ParameterSet renamed(UnaryOperator<String> newName) {
    return of(byName.values().stream().map(p -> p.renamed(newName.apply(p.name()))).toList());
  }

  /** These, then the other's. */
  public ParameterSet and(ParameterSet other) {
    List<Parameter> all = new ArrayList<>(byName.values());
    all.addAll(other.byName.values());
    return of(all);
  }

  @Override
  public Iterator<Parameter> iterator() {
    return byName.values().iterator();
  }
}
