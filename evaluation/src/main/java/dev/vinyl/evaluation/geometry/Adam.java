package dev.vinyl.evaluation.geometry;

/** Adam (Kingma and Ba 2015) with the constants proposed there; changes parameters in place. */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final double[] parameters;
  private final double[] first;
  private final double[] second;
  private int steps;

  Adam(double rate, double[] parameters) {
    this.rate = rate;
    this.parameters = parameters;
    this.first = new double[parameters.length];
    this.second = new double[parameters.length];
  }

  double[] parameters() {
    return parameters;
  }

  /** Takes a step by a gradient that is a sum over so many examples. */
  void step(double[] gradientSum, int examples) {
    steps++;
    double unbias1 = 1 - Math.pow(BETA1, steps);
    double unbias2 = 1 - Math.pow(BETA2, steps);
    for (int i = 0; i < parameters.length; i++) {
      double gradient = gradientSum[i] / examples;
      first[i] = BETA1 * first[i] + (1 - BETA1) * gradient;
      second[i] = BETA2 * second[i] + (1 - BETA2) * gradient * gradient;
      parameters[i] -= rate * first[i] / unbias1 / (Math.sqrt(second[i] / unbias2) + EPSILON);
    }
  }
}
