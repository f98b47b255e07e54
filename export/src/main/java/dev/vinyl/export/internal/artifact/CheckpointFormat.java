package dev.vinyl.export.internal.artifact;

/**
 * Field numbers of ONNX Runtime's checkpoint schema. Fields that Vinyl neither reads nor writes are
 * left out.
 */
final class CheckpointFormat {
  static final String IDENTIFIER = "ODTC";
  static final int VERSION = 2;
  static final int FLOAT = 1;
  static final String FIRST_MOMENT = "momentum0";
  static final String SECOND_MOMENT = "momentum1";

  private CheckpointFormat() {}

  /** The root table. */
  static final class Checkpoint {
    static final int VERSION = 0;
    static final int MODULE_STATE = 1;
    static final int OPTIMIZER_GROUPS = 2;
    static final int PROPERTY_BAG = 3;
    static final int FIELDS = 4;

    private Checkpoint() {}
  }

  /** The parameters. */
  static final class ModuleState {
    static final int TRAINABLE = 0;
    static final int FROZEN = 1;
    static final int IS_NOMINAL = 2;
    static final int HAS_EXTERNAL_DATA = 3;
    static final int FIELDS = 4;

    private ModuleState() {}
  }

  /** One tensor. */
  static final class Tensor {
    static final int NAME = 0;
    static final int DOC_STRING = 1;
    static final int DIMS = 2;
    static final int DATA_TYPE = 3;
    static final int RAW_DATA = 4;
    static final int FIELDS = 7;

    private Tensor() {}
  }

  /** Parameters that are updated alike. */
  static final class OptimizerGroup {
    static final int STEP = 1;
    static final int INITIAL_LEARNING_RATE = 2;
    static final int STATES = 3;

    private OptimizerGroup() {}
  }

  /** The moments of one parameter. */
  static final class ParameterState {
    static final int NAME = 0;
    static final int MOMENTUMS = 1;

    private ParameterState() {}
  }

  /** Named values of three types, each a vector of (name, value). */
  static final class PropertyBag {
    static final int INTS = 0;
    static final int FLOATS = 1;
    static final int STRINGS = 2;
    static final int PROPERTY_NAME = 0;
    static final int PROPERTY_VALUE = 1;

    private PropertyBag() {}
  }
}
