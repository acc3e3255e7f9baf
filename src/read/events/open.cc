#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "interplay/error.h"
#include "read/events/postgres.h"
#include "read/events/sqlite.h"

namespace interplay {

namespace {

struct Line {
  UserEvent event;
  bool counts = true;
};

// The last rating of a user and item counts.
void drop_earlier(std::vector<Line>& lines) {
  std::map<std::pair<std::string_view, std::string_view>, Line*> last;
  for (Line& line : lines) {
    Line*& known = last[{line.event.user, line.event.item}];
    if (known != nullptr) known->counts = false;
    known = &line;
  }
}

void append_cell(std::string& text, const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    text += cell;
    return;
  }
  text += '"';
  for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

}  // namespace

std::unique_ptr<EventStore> open_events(const std::string& where, EventUse use) {
  return names_postgres(where) ? open_postgres(where, use) : open_sqlite(where, use);
}

std::optional<std::string> events_text(const std::string& path) {
  if (!names_postgres(path) && !holds_sqlite_events(path)) return std::nullopt;
  std::vector<Line> lines;
  bool rated = false;
  open_events(path, EventUse::read)->for_each([&](const UserEvent& event) {
    if (event.kind == impression) return;
    rated = rated || event.value.has_value();
    lines.push_back({event});
  });
  if (lines.empty())
    throw Error(Code::bad_data, at(shown_place(path)), "holds no events but impressions",
                "send what users do to POST /v1/events of the server");
  if (rated) std::erase_if(lines, [](const Line& line) { return !line.event.value; });
  if (rated) drop_earlier(lines);
  std::string text = rated ? "user,item,rating,time\n" : "user,item,time\n";
  for (const Line& line : lines) {
    if (!line.counts) continue;
    append_cell(text, line.event.user);
    text += ',';
    append_cell(text, line.event.item);
    if (rated) fmt::format_to(std::back_inserter(text), ",{}", *line.event.value);
    fmt::format_to(std::back_inserter(text), ",{:.0f}\n", line.event.time);
  }
  return text;
}

}  // namespace interplay
