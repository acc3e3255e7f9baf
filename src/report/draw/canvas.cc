#include "report/draw/canvas.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "report/draw/style.h"

namespace interplay::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes of the UTF-8 sequence at the front of `text`, or 0 when there is no valid one.
std::size_t sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (size > 2) {
    // Overlong forms, surrogates and what lies above U+10FFFF.
    const unsigned char second = byte(1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
        (first == 0xF4 && second > 0x8F))
      return 0;
    if (first == 0xEF && second == 0xBF && byte(2) >= 0xBE) return 0;  // U+FFFE and U+FFFF
  }
  return size;
}

// Advance of a character in ems, rounded up, as DejaVu Sans has it.
double advance(unsigned char c) {
  constexpr std::string_view narrow = "ijl.,:;'|!I", thin = "frt()[]{}/\\ -\"J", wide = "mMWw%@";
  if (narrow.find(static_cast<char>(c)) != narrow.npos) return 0.34;
  if (thin.find(static_cast<char>(c)) != thin.npos) return 0.42;
  if (wide.find(static_cast<char>(c)) != wide.npos) return 0.98;
  if (c >= 'A' && c <= 'Z') return 0.73;
  return 0.64;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = sequence(text);
    const char c = text.front();
    if (size == 0) {
      result += replacement;
    } else if (size > 1) {
      result += text.substr(0, size);
    } else if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (c == '"') {
      result += "&quot;";
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
      result += replacement;
    } else {
      result += c;
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return result;
}

std::string number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;  // inside a sequence
    ems += byte < 0x80 ? advance(byte) : byte < 0xE0 ? 0.7 : 1.05;
  }
  return ems * size;
}

std::string shortened(std::string_view text, double width, double size) {
  if (text_width(text, size) <= width) return std::string(text);
  const double room = width - text_width("…", size);
  std::size_t end = 0;
  while (end < text.size()) {
    std::size_t next = end + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    if (text_width(text.substr(0, next), size) > room) break;
    end = next;
  }
  return std::string(text.substr(0, end)) + "…";
}

Canvas::Canvas(double width, double height, std::string_view title, Colours colours) {
  text_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" role=\"img\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\">\n",
      number(std::ceil(width)), number(std::ceil(height)));
  if (!title.empty()) text_ += fmt::format("<title>{}</title>\n", escaped(title));
  if (colours != Colours::inherit) text_ += fmt::format("<style>\n{}</style>\n", style_sheet(colours));
  rectangle(0, 0, std::ceil(width), std::ceil(height), "ground");
}

void Canvas::line(double x1, double y1, double x2, double y2, std::string_view classes) {
  text_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", classes, number(x1),
                       number(y1), number(x2), number(y2));
}

void Canvas::rectangle(double x, double y, double width, double height, std::string_view classes, double radius) {
  text_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", classes, number(x), number(y),
                       number(width), number(height));
  if (radius > 0) text_ += fmt::format(" rx=\"{}\"", number(radius));
  text_ += "/>\n";
}

void Canvas::path(std::string_view commands, std::string_view classes) {
  text_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", classes, commands);
}

void Canvas::text(double x, double baseline, std::string_view text, std::string_view classes, Anchor anchor,
                  bool turned) {
  constexpr std::string_view anchors[] = {"start", "middle", "end"};
  text_ += fmt::format("<text class=\"{}\" text-anchor=\"{}\" x=\"{}\" y=\"{}\"", classes,
                       anchors[static_cast<std::size_t>(anchor)], number(x), number(baseline));
  if (turned) text_ += fmt::format(" transform=\"rotate(-90 {} {})\"", number(x), number(baseline));
  text_ += fmt::format(">{}</text>\n", escaped(text));
}

void Canvas::mark(double x, double y, std::size_t series, double radius) {
  const std::string classes = fmt::format("fill{}", series % series_colours);
  const std::string cx = number(x), cy = number(y);
  const double r = radius, s = radius * 1.25;
  switch (series % 4) {
    case 0:
      text_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", classes, cx, cy, number(r));
      break;
    case 1:
      rectangle(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, classes);
      break;
    case 2:
      path(fmt::format("M{} {}L{} {}L{} {}L{} {}Z", cx, number(y - s), number(x + s), cy, cx, number(y + s),
                       number(x - s), cy),
           classes);
      break;
    default:
      path(fmt::format("M{} {}L{} {}L{} {}Z", cx, number(y - s), number(x + s), number(y + r), number(x - s),
                       number(y + r)),
           classes);
  }
}

void Canvas::ring(double x, double y, double radius) {
  text_ += fmt::format("<circle class=\"ring\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", number(x), number(y), number(radius));
}

void Canvas::document(double x, double y, std::string_view svg) {
  constexpr std::string_view start = "<svg";
  text_ += fmt::format("{} x=\"{}\" y=\"{}\"{}", start, number(x), number(y), svg.substr(start.size()));
}

std::string Canvas::finish() && {
  text_ += "</svg>\n";
  return std::move(text_);
}

}  // namespace interplay::report
