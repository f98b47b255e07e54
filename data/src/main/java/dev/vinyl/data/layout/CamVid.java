package dev.vinyl.data.layout;

import dev.vinyl.runtime.image.ClassMask;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CamVid's classes (Brostow et al., Pattern Recognition Letters 2009): the 32 colours of its masks,
 * and the 11 classes of SegNet's copy, where 11 is void and ignored.
 */
final class CamVid {
  private static final int VOID = 11;
  private static final List<String> SEGNET =
      List.of(
          "sky",
          "building",
          "pole",
          "road",
          "pavement",
          "tree",
          "sign symbol",
          "fence",
          "car",
          "pedestrian",
          "bicyclist");

  private CamVid() {}

  /** Whether masks hold nothing else. */
  static boolean fits(Set<Integer> values, Set<Integer> colors) {
    return colors.isEmpty()
        ? values.stream().allMatch(value -> value <= VOID || value == ClassMask.IGNORE)
        : colors().keySet().containsAll(colors);
  }

  /** The table of either. */
  static ClassTable table(boolean ofColors) {
    if (!ofColors) {
      Map<Integer, Integer> values = new HashMap<>();
      for (int c = 0; c < SEGNET.size(); c++) {
        values.put(c, c);
      }
      values.put(VOID, ClassMask.IGNORE);
      return new ClassTable(SEGNET, values, Map.of());
    }
    List<String> names = colors().values().stream().filter(name -> !name.equals("Void")).toList();
    Map<Integer, Integer> colors = new HashMap<>();
    colors()
        .forEach(
            (color, name) ->
                colors.put(color, name.equals("Void") ? ClassMask.IGNORE : names.indexOf(name)));
    return new ClassTable(names, Map.of(), colors);
  }

  private static Map<Integer, String> colors() {
    Map<Integer, String> colors = new LinkedHashMap<>();
    colors.put(0x408040, "Animal");
    colors.put(0xc00080, "Archway");
    colors.put(0x0080c0, "Bicyclist");
    colors.put(0x008040, "Bridge");
    colors.put(0x800000, "Building");
    colors.put(0x400080, "Car");
    colors.put(0x4000c0, "CartLuggagePram");
    colors.put(0xc08040, "Child");
    colors.put(0xc0c080, "Column_Pole");
    colors.put(0x404080, "Fence");
    colors.put(0x8000c0, "LaneMkgsDriv");
    colors.put(0xc00040, "LaneMkgsNonDriv");
    colors.put(0x808040, "Misc_Text");
    colors.put(0xc000c0, "MotorcycleScooter");
    colors.put(0x804040, "OtherMoving");
    colors.put(0x40c080, "ParkingBlock");
    colors.put(0x404000, "Pedestrian");
    colors.put(0x804080, "Road");
    colors.put(0x8080c0, "RoadShoulder");
    colors.put(0x0000c0, "Sidewalk");
    colors.put(0xc08080, "SignSymbol");
    colors.put(0x808080, "Sky");
    colors.put(0x4080c0, "SUVPickupTruck");
    colors.put(0x000040, "TrafficCone");
    colors.put(0x004040, "TrafficLight");
    colors.put(0xc04080, "Train");
    colors.put(0x808000, "Tree");
    colors.put(0xc080c0, "Truck_Bus");
    colors.put(0x400040, "Tunnel");
    colors.put(0xc0c000, "VegetationMisc");
    colors.put(0x000000, "Void");
    colors.put(0x40c000, "Wall");
    return colors;
  }
}
