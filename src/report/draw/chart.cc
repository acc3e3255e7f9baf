// Charts with two axes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/draw/axis.h"
#include "report/draw/canvas.h"
#include "report/draw/draw.h"
#include "report/draw/style.h"

namespace interplay::report {
namespace {

constexpr double ring_radius = 6;
constexpr std::size_t most_marks = 60;  // more points of a line are not marked one by one

bool has_bars(const Chart& chart) {
  return std::ranges::any_of(chart.series, [](const Series& s) { return s.mark == Series::Mark::bars; });
}

// The width of a histogram's bars: the least distance between neighbours.
double bar_width(const Series& series) {
  double width = INFINITY;
  for (std::size_t i = 1; i < series.x.size(); ++i)
    if (series.x[i] > series.x[i - 1]) width = std::min(width, series.x[i] - series.x[i - 1]);
  return std::isfinite(width) ? width : 1;
}

std::vector<double> all_x(const Chart& chart) {
  std::vector<double> values;
  for (const Series& series : chart.series) {
    const double half = series.mark == Series::Mark::bars ? bar_width(series) / 2 : 0;
    for (const double x : series.x) values.insert(values.end(), {x - half, x + half});
  }
  // Half a place beyond the names at the ends.
  if (!chart.x_names.empty()) values.insert(values.end(), {-0.5, static_cast<double>(chart.x_names.size()) - 0.5});
  return values;
}

std::vector<double> all_y(const Chart& chart) {
  std::vector<double> values;
  for (const Series& series : chart.series)
    for (const double y : series.y) values.push_back(std::isfinite(y) ? std::min(y, chart.highest_y) : y);
  return values;
}

bool is_below(const Series& series) { return series.name.empty() && series.mark == Series::Mark::line; }

std::vector<std::size_t> listed(const Chart& chart) {
  std::vector<std::size_t> indices;
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    if (!chart.series[s].name.empty()) indices.push_back(s);
  return indices;
}

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  bool overlaps(const Box& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
  }
};

class ChartPicture {
 public:
  ChartPicture(const Chart& chart, Colours colours)
      : chart_(chart),
        x_(all_x(chart), {.whole = chart.whole_x,
                          .log = chart.log_x,
                          .margin = has_bars(chart) || !chart.x_names.empty() ? 0 : 0.02,
                          .ticks = ticks_in(chart.width, 90)}),
        y_(all_y(chart), {.log = chart.log_y,
                          .zero = has_bars(chart),
                          .margin = std::isfinite(chart.marked_x) ? 0.1 : 0.05,
                          .ticks = ticks_in(chart.height, 60)}),
        canvas_(chart.width, chart.height, chart.title, colours) {
    double labels = 0;
    for (const Axis::Tick& tick : y_.ticks()) labels = std::max(labels, text_width(tick.label, small_size));
    left_ = border + (chart.y_label.empty() ? 0 : text_size + 8) + labels + 8;
    right_ = chart.width - border;
    place_legend();
    const double legend =
        legend_.empty() ? 0 : 12 + text_size + legend_pitch * static_cast<double>(legend_.back().line);
    top_ = border + (chart.title.empty() ? 0 : title_size + 10) + legend;
    bottom_ = chart.height - border - (chart.x_label.empty() ? 0 : text_size + 8) - small_size - 8;
  }

  std::string draw() && {
    if (!chart_.title.empty())
      canvas_.text(border, border + title_size - 2,
                   shortened(chart_.title, chart_.width - 2 * border, title_size * 1.08), "title");
    draw_legend();
    draw_axes();
    draw_marker();
    for (const Series& series : chart_.series) avoid_points(series);
    for (const bool below : {true, false})
      for (std::size_t s = 0; s < chart_.series.size(); ++s)
        if (is_below(chart_.series[s]) == below) draw_series(s);
    tell_what_is_above();
    return std::move(canvas_).finish();
  }

 private:
  static int ticks_in(double pixels, double each) { return std::max(2, static_cast<int>(pixels / each)); }
  double px(double x) const { return left_ + x_.place(x) * (right_ - left_); }
  bool inside(double y) const { return y_.place(y) < 1 + 1e-9; }
  double py(double y) const { return bottom_ - y_.place(y) * (bottom_ - top_); }

  // Names side by side; one that would leave the chart starts another line.
  void place_legend() {
    double x = left_;
    std::size_t line = 0;
    for (const std::size_t s : listed(chart_)) {
      const double width = 28 + text_width(chart_.series[s].name, text_size);
      if (x > left_ && x + width > right_) {
        x = left_;
        ++line;
      }
      legend_.push_back({s, x, line});
      x += width + 18;
    }
  }

  void draw_legend() {
    for (const LegendEntry& entry : legend_) {
      const Series& series = chart_.series[entry.series];
      const double x = entry.x, y = top_ - 14 - legend_pitch * static_cast<double>(legend_.back().line - entry.line);
      if (series.mark == Series::Mark::line) canvas_.line(x, y - 4, x + 22, y - 4, line_class(entry.series));
      if (series.mark == Series::Mark::bars) {
        canvas_.rectangle(x + 6, y - 9, 10, 10, fill_class(entry.series));
      } else if (series.mark == Series::Mark::rings) {
        canvas_.ring(x + 11, y - 4, ring_radius);
      } else {
        canvas_.mark(x + 11, y - 4, entry.series, 3.5);
      }
      canvas_.text(x + 28, y, series.name, "legend");
    }
  }

  std::vector<Axis::Tick> x_ticks() const {
    if (chart_.x_names.empty()) return x_.ticks();
    const double room = (right_ - left_) / static_cast<double>(chart_.x_names.size()) - 6;
    std::vector<Axis::Tick> ticks;
    for (const std::string& name : chart_.x_names)
      ticks.push_back({static_cast<double>(ticks.size()), shortened(name, room, small_size)});
    return ticks;
  }

  void draw_axes() {
    for (const Axis::Tick& tick : y_.ticks()) {
      canvas_.line(left_, py(tick.value), right_, py(tick.value), "grid");
      canvas_.text(left_ - 8, py(tick.value) + 4, tick.label, "small muted", Anchor::end);
    }
    for (const Axis::Tick& tick : x_ticks()) {
      canvas_.line(px(tick.value), bottom_, px(tick.value), bottom_ + 4, "axis");
      canvas_.text(px(tick.value), bottom_ + 8 + small_size, tick.label, "small muted", Anchor::middle);
    }
    canvas_.line(left_, bottom_, right_, bottom_, "axis");
    canvas_.text((left_ + right_) / 2, chart_.height - border, chart_.x_label, "label", Anchor::middle);
    if (!chart_.y_label.empty())
      canvas_.text(border + text_size - 2, (top_ + bottom_) / 2, chart_.y_label, "label", Anchor::middle, true);
  }

  void draw_marker() {
    if (!std::isfinite(chart_.marked_x)) return;
    const double x = px(chart_.marked_x);
    canvas_.line(x, top_, x, bottom_, "cursor");
    beside(x, 6, top_ + small_size, chart_.marked_label);
  }

  void draw_series(std::size_t s) {
    const Series& series = chart_.series[s];
    if (series.mark == Series::Mark::bars) return draw_bars(s);
    if (series.mark == Series::Mark::line) draw_line(s);
    if (is_below(series) || (series.mark == Series::Mark::line && series.x.size() > most_marks)) return;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!x_.shows(series.x[i]) || !y_.shows(series.y[i]) || !inside(series.y[i])) continue;
      const double x = px(series.x[i]), y = py(series.y[i]);
      if (series.mark == Series::Mark::rings) {
        canvas_.ring(x, y, ring_radius);
        continue;
      }
      canvas_.mark(x, y, s);
      if (i < series.labels.size()) label(x, y, series.labels[i]);
    }
  }

  // Names of points must not cover marks either.
  void avoid_points(const Series& series) {
    if (series.mark != Series::Mark::points) return;
    for (std::size_t i = 0; i < series.x.size(); ++i)
      if (x_.shows(series.x[i]) && y_.shows(series.y[i]))
        labels_.push_back({px(series.x[i]) - 4, py(series.y[i]) - 4, 8, 8});
  }

  // The name of a point: at its right, left, above or below, where it first stands free of other names and of the
  // edges.
  void label(double x, double y, std::string_view text) {
    const double width = text_width(text, small_size), height = small_size;
    const Box places[] = {{x + 7, y - height / 2, width, height},
                          {x - 7 - width, y - height / 2, width, height},
                          {x - width / 2, y - 7 - height, width, height},
                          {x - width / 2, y + 7, width, height}};
    const auto free = std::ranges::find_if(places, [&](const Box& place) {
      return place.x >= left_ && place.x + place.width <= right_ && place.y + place.height <= bottom_ &&
             std::ranges::none_of(labels_, [&](const Box& other) { return place.overlaps(other); });
    });
    const Box& place = free == std::end(places) ? places[0] : *free;
    labels_.push_back(place);
    canvas_.text(place.x + width / 2, place.y + height - 1, text, "small muted halo", Anchor::middle);
  }

  // A small text at the right of x, or at its left where it would leave the chart.
  void beside(double x, double gap, double baseline, std::string_view text) {
    const bool to_the_left = x + gap + text_width(text, small_size) > right_;
    canvas_.text(to_the_left ? x - gap : x + gap, baseline, text, "small muted halo",
                 to_the_left ? Anchor::end : Anchor::start);
  }

  // In the corner that falling curves leave free, beyond the points that are above.
  void tell_what_is_above() {
    double x = left_, baseline = top_ + small_size;
    std::vector<std::string> lines;
    for (const Series& series : chart_.series) {
      double largest = -INFINITY;
      for (std::size_t i = 0; i < series.y.size(); ++i) {
        if (!x_.shows(series.x[i]) || !y_.shows(series.y[i]) || inside(series.y[i])) continue;
        largest = std::max(largest, series.y[i]);
        x = std::max(x, px(series.x[i]));
      }
      if (std::isfinite(largest)) lines.push_back(fmt::format("{}: up to {:.4g}", series.name, largest));
    }
    for (const std::string& line : lines) {
      beside(x, 26, baseline, line);
      baseline += small_size + 4;
    }
  }

  void draw_line(std::size_t s) {
    const Series& series = chart_.series[s];
    std::string commands;
    bool pen_down = false, has_before = false;
    Box before;  // the point before this one
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const bool shown = x_.shows(series.x[i]) && y_.shows(series.y[i]);
      if (shown) {
        const Box point{px(series.x[i]), py(series.y[i])};
        const bool drawn = inside(series.y[i]);
        if (has_before && drawn != pen_down) {
          // Where the line crosses the upper edge.
          const double share = (top_ - before.y) / (point.y - before.y);
          commands += fmt::format("{}{} {}", pen_down ? "L" : "M", number(before.x + share * (point.x - before.x)),
                                  number(top_));
          pen_down = true;
        }
        if (drawn) commands += fmt::format("{}{} {}", pen_down ? "L" : "M", number(point.x), number(point.y));
        pen_down = drawn;
        before = point;
      }
      has_before = shown;
      pen_down = pen_down && shown;
    }
    if (!commands.empty()) canvas_.path(commands, is_below(series) ? "axis" : line_class(s));
  }

  void draw_bars(std::size_t s) {
    const Series& series = chart_.series[s];
    const double half = bar_width(series) / 2;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!x_.shows(series.x[i]) || !y_.shows(series.y[i]) || series.y[i] == 0) continue;
      const double x = px(series.x[i] - half), width = px(series.x[i] + half) - x;
      const double y = py(std::max(series.y[i], 0.0)), foot = py(std::min(series.y[i], 0.0));
      // A hair of ground between neighbours.
      canvas_.rectangle(x + 0.5, y, std::max(width - 1, 0.5), foot - y, fill_class(s));
    }
  }

  static std::string line_class(std::size_t s) { return fmt::format("line{}", s % series_colours); }
  static std::string fill_class(std::size_t s) { return fmt::format("fill{}", s % series_colours); }

  struct LegendEntry {
    std::size_t series;
    double x;
    std::size_t line;  // from the top
  };
  static constexpr double legend_pitch = text_size + 5;

  const Chart& chart_;
  Axis x_, y_;
  Canvas canvas_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
  std::vector<LegendEntry> legend_;
  std::vector<Box> labels_;
};

}  // namespace

std::string draw(const Chart& chart, Colours colours) { return ChartPicture(chart, colours).draw(); }

}  // namespace interplay::report
