// The public functions on pictures.
#include <fmt/format.h>

#include <filesystem>

#include "interplay/error.h"
#include "interplay/report.h"
#include "report/draw/draw.h"
#include "report/draw/raster.h"
#include "report/draw/style.h"

namespace interplay {

std::string to_svg(const Picture& picture, Colours colours) {
  return std::visit([&](const auto& kind) { return report::draw(kind, colours); }, picture);
}

std::string to_png(const Picture& picture, double scale, Colours colours) {
  // One scheme only: a renderer need not know of media features.
  return report::png_of(to_svg(picture, colours == Colours::dark ? Colours::dark : Colours::light), scale);
}

std::string picture_style() { return report::style_sheet(Colours::both); }

std::string render(const Picture& picture, std::string_view path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const auto* diagram = std::get_if<Diagram>(&picture);
  if (extension == ".svg") return to_svg(picture);
  if (extension == ".png") return to_png(picture);
  if (extension == ".dot" && diagram) return to_dot(*diagram);
  throw Error(Code::usage, at(path),
              extension.empty() ? "has no extension that says what to write"
                                : fmt::format("the extension '{}' is of no kind of picture known here", extension),
              fmt::format("name a file that ends in {}", diagram ? ".svg, .png or .dot" : ".svg or .png"));
}

}  // namespace interplay
