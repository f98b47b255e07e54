package dev.vinyl.data.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of breeds, which the lists give only as part of the images' names: what the names of all
 * images of the breed begin with, in whole words between underscores, without a trailing number.
 */
final class BreedNames {
  private final Map<Integer, List<String>> words = new HashMap<>();

  BreedNames(Collection<OxfordList.Entry> entries) {
    for (OxfordList.Entry entry : entries) {
      String id = entry.id().replaceFirst("_\\d+$", "");
      words.merge(entry.breed(), Arrays.asList(id.split("_", -1)), BreedNames::commonBeginning);
    }
  }

  String of(int breed) {
    String name = String.join("_", words.getOrDefault(breed, List.of()));
    return name.isEmpty() ? "breed_" + breed : name;
  }

  private static List<String> commonBeginning(List<String> a, List<String> b) {
    List<String> common = new ArrayList<>();
    for (int i = 0; i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i)); i++) {
      common.add(a.get(i));
    }
    return common;
  }
}
