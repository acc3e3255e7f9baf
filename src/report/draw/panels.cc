// Several charts as one picture.
#include <algorithm>

#include "report/draw/canvas.h"
#include "report/draw/draw.h"

namespace interplay::report {

std::string draw(const Panels& panels, Colours colours) {
  constexpr double edge = 14;
  const std::size_t columns = std::max<std::size_t>(std::min(panels.columns, panels.charts.size()), 1);
  double cell_width = 0, cell_height = 0;
  for (const Chart& chart : panels.charts) {
    cell_width = std::max(cell_width, chart.width);
    cell_height = std::max(cell_height, chart.height);
  }
  const std::size_t lines = (panels.charts.size() + columns - 1) / columns;
  const double top = panels.title.empty() ? 0 : edge + title_size + 4;
  const double width = std::max(cell_width * static_cast<double>(columns), 2 * edge);
  const double height = std::max(top + cell_height * static_cast<double>(lines), 2 * edge);
  Canvas canvas(width, height, panels.title, colours);
  if (!panels.title.empty())
    canvas.text(edge, edge + title_size - 2, shortened(panels.title, width - 2 * edge, title_size * 1.08), "title");
  for (std::size_t i = 0; i < panels.charts.size(); ++i)
    canvas.document(cell_width * static_cast<double>(i % columns), top + cell_height * static_cast<double>(i / columns),
                    draw(panels.charts[i], Colours::inherit));
  return std::move(canvas).finish();
}

}  // namespace interplay::report
