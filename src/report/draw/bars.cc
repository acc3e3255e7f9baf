// Horizontal bars.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/draw/axis.h"
#include "report/draw/canvas.h"
#include "report/draw/draw.h"

namespace interplay::report {
namespace {

constexpr double pitch = 28, thickness = 16;

std::string value_text(double value) {
  return std::abs(value) >= 1000 ? tick_label(value, 0) : fmt::format("{:.4g}", value);
}

}  // namespace

std::string draw(const Bars& bars, Colours colours) {
  std::vector<double> values;
  double names = 0, numbers = 0;
  for (const auto& [name, value] : bars.bars) {
    values.push_back(value);
    names = std::max(names, text_width(name, text_size));
    if (std::isfinite(value)) numbers = std::max(numbers, text_width(value_text(value), small_size));
  }
  names = std::min(names, bars.width * 0.45);
  const Axis axis(values, {.zero = true});
  const bool negative = axis.low() < 0;
  const double left = border + names + 10 + (negative ? numbers + 6 : 0), right = bars.width - border - numbers - 6;
  const double top = border + (bars.title.empty() ? 0 : title_size + 10);
  const double bottom = top + pitch * static_cast<double>(std::max<std::size_t>(bars.bars.size(), 1));
  const double height = bottom + (bars.value_label.empty() ? 0 : text_size + 8) + border;
  const auto px = [&](double value) { return left + axis.place(value) * (right - left); };

  Canvas canvas(bars.width, height, bars.title, colours);
  if (!bars.title.empty())
    canvas.text(border, border + title_size - 2, shortened(bars.title, bars.width - 2 * border, title_size * 1.08),
                "title");
  for (std::size_t i = 0; i < bars.bars.size(); ++i) {
    const auto& [name, value] = bars.bars[i];
    const double middle = top + pitch * (static_cast<double>(i) + 0.5);
    canvas.text(border + names, middle + 4, shortened(name, names, text_size), "label", Anchor::end);
    if (!std::isfinite(value)) continue;
    const double from = px(std::min(value, 0.0)), to = px(std::max(value, 0.0));
    canvas.rectangle(from, middle - thickness / 2, std::max(to - from, 0.5), thickness, "fill0", 2);
    if (value < 0) {
      canvas.text(from - 6, middle + 4, value_text(value), "small", Anchor::end);
    } else {
      canvas.text(to + 6, middle + 4, value_text(value), "small");
    }
  }
  canvas.line(px(0), top, px(0), bottom, "axis");
  canvas.text((left + right) / 2, bottom + text_size + 6, bars.value_label, "label muted", Anchor::middle);
  return std::move(canvas).finish();
}

}  // namespace interplay::report
