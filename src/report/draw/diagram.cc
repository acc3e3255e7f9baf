// Diagrams as SVG and as text for Graphviz.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/draw/canvas.h"
#include "report/draw/draw.h"
#include "report/draw/layout.h"

namespace interplay {
namespace report {
namespace {

constexpr double padding = 12, title_height = 20, line_height = 16;

std::string_view class_of(Diagram::Kind kind) {
  switch (kind) {
    case Diagram::Kind::input:
      return "input";
    case Diagram::Kind::table:
      return "table";
    case Diagram::Kind::term:
      return "term";
    case Diagram::Kind::head:
      return "head";
    case Diagram::Kind::output:
      break;
  }
  return "output";
}

Point size_of(const Diagram::Node& node) {
  double width = text_width(node.title, text_size * 1.06);
  for (const std::string& line : node.lines) width = std::max(width, text_width(line, small_size));
  return {width + 2 * padding, title_height + line_height * static_cast<double>(node.lines.size()) + padding};
}

void draw_node(Canvas& canvas, const Diagram::Node& node, Point centre, Point size) {
  const double left = centre.x - size.x / 2, top = centre.y - size.y / 2;
  canvas.rectangle(left, top, size.x, size.y, fmt::format("box {}", class_of(node.kind)), 5);
  double baseline = top + padding / 2 + 14;
  canvas.text(centre.x, baseline, node.title, "strong", Anchor::middle);
  for (const std::string& line : node.lines)
    canvas.text(centre.x, baseline += line_height, line, "small muted", Anchor::middle);
}

void draw_arrow(Canvas& canvas, const Layout::Arrow& arrow, Point shift) {
  if (arrow.curve.empty()) return;
  const auto at = [&](Point p) { return fmt::format("{} {}", number(p.x + shift.x), number(p.y + shift.y)); };
  std::string commands = "M" + at(arrow.curve.front());
  for (std::size_t i = 1; i + 2 < arrow.curve.size(); i += 3)
    commands += fmt::format("C{} {} {}", at(arrow.curve[i]), at(arrow.curve[i + 1]), at(arrow.curve[i + 2]));
  canvas.path(commands, "arrow");
  const Point base = arrow.curve.back();
  const double dx = arrow.tip.x - base.x, dy = arrow.tip.y - base.y, length = std::hypot(dx, dy);
  if (length == 0) return;
  const Point across{-dy / length * 3.5, dx / length * 3.5};
  canvas.path(fmt::format("M{}L{}L{}Z", at(arrow.tip), at({base.x + across.x, base.y + across.y}),
                          at({base.x - across.x, base.y - across.y})),
              "tip");
}

std::string dot_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

}  // namespace

std::string draw(const Diagram& diagram, Colours colours) {
  std::vector<Point> sizes;
  for (const Diagram::Node& node : diagram.nodes) sizes.push_back(size_of(node));
  const Layout layout = lay_out(sizes, diagram.arrows);
  const double title = diagram.title.empty() ? 0 : title_size + 14;
  const double width = std::max(layout.width, text_width(diagram.title, title_size * 1.08)) + 2 * border;
  const Point shift{(width - layout.width) / 2, border + title};
  Canvas canvas(width, layout.height + title + 2 * border, diagram.title, colours);
  if (!diagram.title.empty()) canvas.text(border, border + title_size - 2, diagram.title, "title");
  for (const Layout::Arrow& arrow : layout.arrows) draw_arrow(canvas, arrow, shift);
  for (std::size_t i = 0; i < diagram.nodes.size(); ++i)
    draw_node(canvas, diagram.nodes[i], {layout.centres[i].x + shift.x, layout.centres[i].y + shift.y}, sizes[i]);
  return std::move(canvas).finish();
}

}  // namespace report

std::string to_dot(const Diagram& diagram) {
  std::string text = fmt::format(
      "digraph {} {{\n  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n",
      report::dot_quoted(diagram.title.empty() ? "model" : diagram.title));
  for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
    std::string label = report::dot_quoted(diagram.nodes[i].title);
    for (const std::string& line : diagram.nodes[i].lines) {
      // A line break of a label is written \n, inside the quotes.
      label.pop_back();
      label += "\\n" + report::dot_quoted(line).substr(1);
    }
    text += fmt::format("  n{} [label={}, class={}];\n", i, label, report::class_of(diagram.nodes[i].kind));
  }
  for (const auto& [from, to] : diagram.arrows) text += fmt::format("  n{} -> n{};\n", from, to);
  return text + "}\n";
}

}  // namespace interplay
