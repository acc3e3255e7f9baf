#include "interplay/posters.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/base64.h"
#include "base/files.h"
#include "interplay/error.h"
#include "report/draw/canvas.h"
#include "report/draw/style.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shapes =
    R"(.posters{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:1.6rem 1.2rem;list-style:none;padding:0;margin:1.2rem 0}
.posters.one{grid-template-columns:minmax(0,11rem)}
.poster{margin:0;display:flex;flex-direction:column;max-width:none}
.poster .frame{aspect-ratio:2/3;border-radius:6px;overflow:hidden;box-shadow:0 1px 4px rgb(0 0 0/.35)}
.poster img,.poster svg{width:100%;height:100%;display:block;object-fit:cover}
.poster .name{font-size:.9rem;font-weight:600;line-height:1.3;margin:.55rem 0 .1rem;overflow-wrap:anywhere}
.poster .about{font-size:.8rem;font-variant-numeric:tabular-nums}
.poster .bar{height:4px;border-radius:2px;margin-top:.35rem;overflow:hidden}
.poster .bar div{height:100%}
.tile text{fill:#fff;font-family:Georgia,"DejaVu Serif",serif}
)";

std::string colours(std::string_view track, std::string_view fill) {
  return fmt::format(".poster .bar{{background:{}}}\n.poster .bar div{{background:{}}}\n", track, fill);
}

// What the first bytes say that a picture is; empty for anything else.
std::string_view media_type(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return "";
}

// The title without a year in brackets at its end, and that year.
std::pair<std::string, std::string> title_and_year(const std::string& title) {
  const std::size_t open = title.rfind(" (");
  if (open == std::string::npos || !title.ends_with(')')) return {title, ""};
  return {title.substr(0, open), title.substr(open + 2, title.size() - open - 3)};
}

// Of letters on a drawn tile, and the room between its frame and as much free space at both sides.
constexpr double letter_size = 22, letter_room = 152;

// Lines that fit on a tile, but for single words that are longer; what does not fit in `most` lines ends in an
// ellipsis.
std::vector<std::string> lines_of(std::string_view text, std::size_t most) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string word(text.substr(0, text.find(' ')));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (word.empty()) continue;
    if (!lines.empty() && report::text_width(lines.back() + " " + word, letter_size) <= letter_room) {
      lines.back() += " " + word;
    } else if (lines.size() == most) {
      lines.back() += "…";
      return lines;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

// A dark ground whose hue the name decides, a frame, the title, the year.
std::string tile(const std::string& name) {
  const auto [title, year] = title_and_year(name);
  const std::uint64_t hash = checksum(name);
  const auto lines = lines_of(title, 6);
  std::string text = fmt::format(
      "<svg class=\"tile\" viewBox=\"0 0 200 300\" role=\"img\" aria-label=\"{0}\"><rect width=\"200\" height=\"300\" "
      "fill=\"hsl({1} 38% 27%)\"/><circle cx=\"{2}\" cy=\"{3}\" r=\"105\" fill=\"hsl({4} 45% 36%)\"/><rect x=\"10\" "
      "y=\"10\" width=\"180\" height=\"280\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\".45\"/>",
      report::escaped(name), hash % 360, 20 + hash / 360 % 160, 190 + hash / 57600 % 90, (hash + 40) % 360);
  int y = 62;
  for (const std::string& line : lines) {
    const double size = letter_size * std::min(1.0, letter_room / report::text_width(line, letter_size));
    text += fmt::format("<text x=\"24\" y=\"{}\" font-size=\"{}\">{}</text>", y, report::number(size),
                        report::escaped(line));
    y += 27;
  }
  if (!year.empty()) text += fmt::format("<text x=\"24\" y=\"270\" font-size=\"15\">{}</text>", report::escaped(year));
  return text + "</svg>";
}

class Page {
 public:
  Page(const PosterPage& page, const fs::path& folder) : page_(page), folder_(folder) {}

  PosterHtml html() {
    const std::string title = "Most like " + name_of(page_.chosen);
    std::string text = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n{1}{2}"
        "{3}@media (prefers-color-scheme:dark){{\n{4}}}\n</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
        report::escaped(title), report::page_style_sheet(), shapes, colours("#e2e6ea", "#0072b2"),
        colours("#2b3138", "#56b4e9"));
    text += "<ul class=\"posters one\">\n" + poster(page_.chosen, 0) + "</ul>\n<ol class=\"posters\">\n";
    for (std::size_t i = 0; i < page_.items.size(); ++i) text += poster(page_.items[i], i + 1);
    text += "</ol>\n";
    if (!folder_.empty() && result_.drawn > 0)
      text += fmt::format("<p class=\"muted\">{} of {} items have no picture; their tiles are drawn.</p>\n",
                          result_.drawn, page_.items.size() + 1);
    result_.html = text + "</body>\n</html>\n";
    return std::move(result_);
  }

 private:
  static std::string name_of(const Scored& item) { return item.title.empty() ? item.item : item.title; }

  // The file as it is; nothing where there is none, or none that a browser shows.
  std::optional<std::string> picture_of(const std::string& id) {
    if (folder_.empty() || id.empty() || id.find_first_of("/\\") != std::string::npos || id[0] == '.')
      return std::nullopt;
    for (const std::string_view extension : {".jpg", ".jpeg", ".png", ".webp"}) {
      const fs::path path = folder_ / (id + std::string(extension));
      std::error_code ignored;
      if (!fs::exists(path, ignored)) continue;
      try {
        const auto file = MappedFile::open(path);
        const std::string_view type = media_type(file->bytes());
        if (!type.empty()) return fmt::format("data:{};base64,{}", type, base64(file->bytes()));
        result_.notes.push_back(path.string() + " is no JPEG, PNG or WebP picture; a tile is drawn in its place");
      } catch (const Error& error) {
        result_.notes.push_back(std::string(error.what()) + "; a tile is drawn in its place");
      }
      return std::nullopt;
    }
    return std::nullopt;
  }

  // Rank 0 is the chosen item, which has no score.
  std::string poster(const Scored& item, std::size_t rank) {
    const std::string name = name_of(item);
    const auto picture = picture_of(item.item);
    if (!picture) ++result_.drawn;
    const std::string frame =
        picture ? fmt::format("<img src=\"{}\" alt=\"{}\">", *picture, report::escaped(name)) : tile(name);
    std::string text =
        fmt::format("<li><figure class=\"poster\"><div class=\"frame\">{}</div><div class=\"name\">{}</div>", frame,
                    report::escaped(name));
    if (rank == 0) {
      text += fmt::format("<div class=\"about muted\">item {}</div>", report::escaped(item.item));
    } else {
      text += fmt::format(
          "<div class=\"about muted\">{}. &nbsp;{} {:.3f}</div><div class=\"bar\"><div "
          "style=\"width:{:.1f}%\"></div></div>",
          rank, report::escaped(page_.score_name), item.score, 100 * std::clamp(item.score, 0.0f, 1.0f));
    }
    return text + "</figure></li>\n";
  }

  const PosterPage& page_;
  const fs::path& folder_;
  PosterHtml result_;
};

}  // namespace

PosterHtml poster_html(const PosterPage& page, const fs::path& folder) {
  std::error_code ignored;
  if (!folder.empty() && !fs::is_directory(folder, ignored))
    throw Error(fs::exists(folder, ignored) ? Code::io : Code::not_found, at(folder.string()),
                fs::exists(folder, ignored) ? "is a file, expected a folder of pictures" : "does not exist",
                "name the folder that holds ITEM.jpg, ITEM.png or ITEM.webp");
  return Page(page, folder).html();
}

}  // namespace interplay
