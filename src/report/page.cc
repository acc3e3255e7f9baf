// Reports as self-contained pages.
#include <fmt/format.h>

#include "report/draw/canvas.h"
#include "report/draw/draw.h"
#include "report/draw/style.h"

namespace interplay {
namespace report {
namespace {

std::string html(const Report::Heading& heading) {
  return fmt::format("<h{0}>{1}</h{0}>\n", heading.level, escaped(heading.text));
}

std::string html(const Report::Paragraph& paragraph) { return fmt::format("<p>{}</p>\n", escaped(paragraph.text)); }

std::string html(const Report::Table& table) {
  std::string text = "<div class=\"wide\"><table>\n";
  if (!table.caption.empty()) text += fmt::format("<caption>{}</caption>\n", escaped(table.caption));
  std::vector<std::string_view> classes;
  const auto cells = [&](std::string_view tag, const std::vector<std::string>& row, std::size_t skip) {
    text += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string_view shown = skip > 0 && row[c].starts_with('>') ? std::string_view(row[c]).substr(1) : row[c];
      text += fmt::format("<{0}{1}>{2}</{0}>", tag, c < classes.size() ? classes[c] : "", escaped(shown));
    }
    text += "</tr>\n";
  };
  for (const std::string& heading : table.headings) classes.push_back(heading.starts_with('>') ? " class=\"n\"" : "");
  cells("th", table.headings, 1);
  for (const auto& row : table.rows) cells("td", row, 0);
  return text + "</table></div>\n";
}

std::string html(const Report::Figure& figure) {
  std::string text = "<figure>\n" + to_svg(figure.picture, Colours::inherit);
  if (!figure.caption.empty()) text += fmt::format("<figcaption>{}</figcaption>\n", escaped(figure.caption));
  return text + "</figure>\n";
}

}  // namespace
}  // namespace report

std::string to_html(const Report& report) {
  std::string text = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>{0}</title>\n<style>\n{1}</style>\n"
      "</head>\n<body>\n<h1>{0}</h1>\n",
      report::escaped(report.title), report::page_style_sheet());
  for (const Report::Block& block : report.blocks)
    text += std::visit([](const auto& kind) { return report::html(kind); }, block);
  return text + "</body>\n</html>\n";
}

}  // namespace interplay
