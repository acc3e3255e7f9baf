#include "read/bad_lines.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "interplay/error.h"
#include "read/parsed.h"

namespace interplay {
namespace {

constexpr std::size_t shown_lines = 3;

// The lines of one text.
struct TextCount {
  std::uint64_t good = 0;
  BadLineCount bad;
};

std::vector<TextCount> count_by_text(const ParsedTable& table) {
  std::vector<TextCount> counts(table.texts.size());
  for (std::size_t i = 0; i < table.chunks.size(); ++i) {
    const Chunk& chunk = table.chunks[i];
    TextCount& count = counts[table.text_of[i]];
    count.good += chunk.rows;
    count.bad.lines += chunk.bad.lines;
    for (const BadLine& line : chunk.bad.first)
      if (count.bad.first.size() < shown_lines) count.bad.first.push_back(line);
    for (const auto& [kind, lines] : chunk.bad.kinds) count.bad.kinds[kind] += lines;
  }
  return counts;
}

// "312 of 320 lines are bad: 300 have 4 columns, expected 3".
std::string in_common(const TextCount& count) {
  const auto most = std::ranges::max_element(count.bad.kinds, {}, [](const auto& kind) { return kind.second; });
  const std::string text =
      std::to_string(count.bad.lines) + " of " + std::to_string(count.bad.lines + count.good) + " lines are bad";
  if (most->second == 1) return text;
  return text + ": " + (most->second == count.bad.lines ? "all" : std::to_string(most->second)) + " " + most->first;
}

// The same of lines that are refused for the reason of the first.
std::string like_first(const TextCount& count) {
  if (count.bad.kinds.size() > 1) return in_common(count);
  return std::to_string(count.bad.lines) + " of " + std::to_string(count.bad.lines + count.good) + " lines are like it";
}

// What else to try where the lines are not at fault.
std::string whole_file_remedy(const BadLine& first) {
  const std::string& own = first.remedy_of_all.empty() ? first.remedy : first.remedy_of_all;
  return (own.empty() ? "" : own + ", or ") +
         std::string(
             "look at how the file is written: --delimiter, --header, --quote, --missing and --target say how it is "
             "read");
}

[[noreturn]] void refuse(const Text& text, const TextCount& count) {
  const BadLine& first = count.bad.first.front();
  const Location place = at(text.path, text.line_of(first.offset), first.cell);
  const bool few = may_skip(count.bad.lines, count.good) && count.bad.lines <= count.good;
  if (few)
    throw Error(Code::bad_data, place, first.message,
                (first.remedy.empty() ? "" : first.remedy + "; otherwise ") + bad_line_remedy);
  const bool alone = count.bad.lines < 2;
  throw Error(
      Code::bad_data, place, first.message + (alone ? "" : "; " + like_first(count)),
      alone ? (first.remedy.empty() ? "" : first.remedy + "; otherwise ") + "fix the line" : whole_file_remedy(first));
}

[[noreturn]] void refuse_to_skip(const Text& text, const TextCount& count) {
  const BadLine& first = count.bad.first.front();
  throw Error(Code::bad_data, at(text.path, text.line_of(first.offset), first.cell),
              in_common(count) + ", which are more than --skip-bad-lines leaves out (one in 20)",
              whole_file_remedy(first));
}

void note(ParsedTable& table, const Text& text, const BadLineCount& bad) {
  for (const BadLine& line : bad.first)
    table.notes.push_back("left out " + to_string(at(text.path, text.line_of(line.offset), line.cell)) + ": " +
                          line.message);
  if (bad.lines > shown_lines)
    table.notes.push_back("left out " + std::to_string(bad.lines) + " bad lines of " + text.path);
}

}  // namespace

bool may_skip(std::uint64_t bad, std::uint64_t good) {
  constexpr std::uint64_t accidents = 10;
  return bad < accidents || 20 * bad <= bad + good;
}

void reject(Chunk& chunk, BadLine bad) {
  constexpr std::size_t most_kinds = 100;
  BadLineCount& all = chunk.bad;
  ++all.lines;
  all.rows_before.push_back(chunk.rows);
  const std::string kind = bad.kind.empty() ? "are like this one" : bad.kind;
  if (all.kinds.size() < most_kinds || all.kinds.contains(kind)) ++all.kinds[kind];
  if (all.first.size() < shown_lines) all.first.push_back(std::move(bad));
}

void count_bad_lines(ParsedTable& table, BadLines policy) {
  const std::vector<TextCount> counts = count_by_text(table);
  std::uint64_t good = 0;
  for (const TextCount& count : counts) {
    good += count.good;
    table.bad_lines += count.bad.lines;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const TextCount& count = counts[i];
    if (count.bad.lines == 0) continue;
    const Text& text = *table.texts[i];
    if (policy == BadLines::refuse) refuse(text, count);
    if (policy == BadLines::skip_few && (good == 0 || !may_skip(count.bad.lines, count.good)))
      refuse_to_skip(text, count);
    note(table, text, count.bad);
  }
}

}  // namespace interplay
