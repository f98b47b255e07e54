package dev.vinyl.training.weights;

import dev.vinyl.export.weights.ParameterSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What wrappers of PyTorch's and training programs put before the names of parameters: {@code
 * module.} of DataParallel, {@code _orig_mod.} of compile, {@code model.} of Lightning.
 */
final class NamePrefixes {
  /** Wrappers stand for what is in them, wherever they are. */
  private static final Set<String> WRAPPERS =
      Set.of("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

  private static final int MOST = 8;

  private NamePrefixes() {}

  /**
   * Takes off what does not belong to the names, if they are an encoder's without it and stay
   * different.
   *
   * @param remarks takes a line on what was taken off
   */
  static ParameterSet takeOff(ParameterSet given, List<String> remarks) {
    Set<String> taken = new LinkedHashSet<>();
    UnaryOperator<String> unwrapped = name -> without(name, WRAPPERS::contains, taken);
    ParameterSet weights = given;
    if (areDifferent(given, unwrapped)) {
      weights = given.renamed(unwrapped);
    } else {
      taken.clear();
    }
    for (int i = 0; i < MOST && !ModelKind.isAny(weights.names()); i++) {
      String shared = firstShared(weights.names());
      if (shared.isEmpty()) {
        return given;
      }
      taken.add(shared);
      weights = weights.renamed(name -> name.substring(shared.length() + 1));
    }
    if (!ModelKind.isAny(weights.names())) {
      return given;
    }
    if (!taken.isEmpty()) {
      remarks.add("took %s. off its names".formatted(String.join(". and ", taken)));
    }
    return weights;
  }

  /** What stands before the first dot of all names; empty if it is not the same. */
  private static String firstShared(Set<String> names) {
    String first = names.stream().findFirst().orElse("");
    String segment = first.substring(0, Math.max(0, first.indexOf('.')));
    return names.stream().allMatch(name -> name.startsWith(segment + ".")) ? segment : "";
  }

  private static String without(String name, Predicate<String> dropped, Set<String> taken) {
    List<String> kept = new ArrayList<>();
    for (String segment : name.split("\\.", -1)) {
      if (dropped.test(segment)) {
        taken.add(segment);
      } else {
        kept.add(segment);
      }
    }
    return String.join(".", kept);
  }

  private static boolean areDifferent(ParameterSet given, UnaryOperator<String> newName) {
    Set<String> names = new HashSet<>();
    return given.names().stream().map(newName).allMatch(names::add);
  }
}
