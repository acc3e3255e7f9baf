// Writes one SVG document, element by element. Classes (style.h) give the looks, attributes the positions.
#pragma once

#include <string>
#include <string_view>

#include "interplay/report.h"

namespace interplay::report {

// The characters that XML reserves as entities; bytes that XML cannot hold (control characters, invalid UTF-8)
// as U+FFFD.
std::string escaped(std::string_view text);

// A coordinate with two decimals at most: "12.5", "3".
std::string number(double value);

// Upper estimate, in pixels, of the width of a line of text in the widest usual sans serif font (DejaVu Sans).
double text_width(std::string_view text, double size);

// The text cut to at most `width` pixels; a longer text ends in an ellipsis.
std::string shortened(std::string_view text, double width, double size);

enum class Anchor { start, middle, end };

constexpr double text_size = 12, title_size = 15, small_size = 11;
constexpr double border = 14;  // free space around a picture

class Canvas {
 public:
  Canvas(double width, double height, std::string_view title, Colours colours);

  void line(double x1, double y1, double x2, double y2, std::string_view classes);
  void rectangle(double x, double y, double width, double height, std::string_view classes, double radius = 0);
  void path(std::string_view commands, std::string_view classes);
  // `baseline` is the y of the letters' feet; a turned text reads upwards.
  void text(double x, double baseline, std::string_view text, std::string_view classes, Anchor anchor = Anchor::start,
            bool turned = false);
  // The mark of series `series`: circle, square, diamond, triangle in turn.
  void mark(double x, double y, std::size_t series, double radius = 3);

  void ring(double x, double y, double radius);
  // A whole document of its own, which is drawn with the styles of this one.
  void document(double x, double y, std::string_view svg);

  // Returns the document. Call it once.
  std::string finish() &&;

 private:
  std::string text_;
};

}  // namespace interplay::report
