// Several charts as one picture.
#include <algorithm>
#include <numeric>
#include <vector>

#include "report/draw/canvas.h"
#include "report/draw/draw.h"

namespace interplay::report {

std::string draw(const Panels& panels, Colours colours) {
  constexpr double edge = 14;
  const std::size_t columns = std::max<std::size_t>(std::min(panels.columns, panels.charts.size()), 1);
  const std::size_t lines = (panels.charts.size() + columns - 1) / columns;
  double cell_width = 0;
  std::vector<double> line_height(lines, 0.0);  // that of the highest chart of the line
  for (std::size_t i = 0; i < panels.charts.size(); ++i) {
    cell_width = std::max(cell_width, panels.charts[i].width);
    line_height[i / columns] = std::max(line_height[i / columns], panels.charts[i].height);
  }
  double top = panels.title.empty() ? 0 : edge + title_size + 4;
  const double width = std::max(cell_width * static_cast<double>(columns), 2 * edge);
  const double height = std::max(std::accumulate(line_height.begin(), line_height.end(), top), 2 * edge);
  Canvas canvas(width, height, panels.title, colours);
  if (!panels.title.empty())
    canvas.text(edge, edge + title_size - 2, shortened(panels.title, width - 2 * edge, title_size * 1.08), "title");
  for (std::size_t i = 0; i < panels.charts.size(); ++i) {
    if (i > 0 && i % columns == 0) top += line_height[i / columns - 1];
    canvas.document(cell_width * static_cast<double>(i % columns), top, draw(panels.charts[i], Colours::inherit));
  }
  return std::move(canvas).finish();
}

}  // namespace interplay::report
