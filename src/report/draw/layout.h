// The positions of a diagram's boxes and arrows: Graphviz's `dot` layout, used as a library.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace interplay::report {

struct Point {
  double x = 0, y = 0;
};

struct Layout {
  double width = 0, height = 0;
  std::vector<Point> centres;  // of the boxes
  struct Arrow {
    std::vector<Point> curve;  // a start, then three points for each piece of a cubic Bézier curve
    Point tip;                 // where the arrow's head ends; its base is the curve's last point
  };
  std::vector<Arrow> arrows;
};

// `sizes`: width and height of each box, in pixels; y grows downwards. Same input, same result.
// Throws Error(unsupported) where Graphviz cannot work, for want of its plug-ins for example.
Layout lay_out(std::span<const Point> sizes, std::span<const std::pair<std::size_t, std::size_t>> arrows);

}  // namespace interplay::report
