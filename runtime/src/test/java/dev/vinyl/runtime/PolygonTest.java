package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.Region.Polygon;
import dev.vinyl.runtime.Region.Polygon.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolygonTest {
  private static Polygon polygon(int... coordinates) {
    return new Border(coordinates).toPolygon();
  }

  @Test
  void simplifyingLeavesOutWhatLiesNearTheLine() {
    Polygon notched = polygon(0, 0, 0, 10, 10, 10, 10, 0, 5, 1);

    assertThat(notched.simplified(2)).isEqualTo(polygon(0, 0, 0, 10, 10, 10, 10, 0));
    assertThat(notched.simplified(0.5)).isEqualTo(notched);
  }

  @Test
  void simplifyingByZeroLeavesOutPointsOnStraightLines() {
    assertThat(polygon(0, 0, 0, 5, 0, 10, 10, 10, 10, 0).simplified(0))
        .isEqualTo(polygon(0, 0, 0, 10, 10, 10, 10, 0));
  }

  @Test
  void aPointAndALineStayWhatTheyAre() {
    assertThat(polygon(3, 4).simplified(1)).isEqualTo(polygon(3, 4));
    assertThat(polygon(3, 4, 9, 4).simplified(1)).isEqualTo(polygon(3, 4, 9, 4));
  }

  @Test
  void holdsACopyOfAtLeastOnePoint() {
    List<Point> points = new ArrayList<>(List.of(new Point(1, 2)));
    Polygon polygon = new Polygon(points);
    points.clear();

    assertThat(polygon.points()).containsExactly(new Point(1, 2));
    assertThatThrownBy(() -> new Polygon(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a polygon needs at least one point");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesTolerancesThatAreNone(double tolerance) {
    Polygon polygon = polygon(0, 0);

    assertThatThrownBy(() -> polygon.simplified(tolerance))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got " + tolerance);
  }
}
