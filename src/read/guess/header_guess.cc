#include "read/guess/header_guess.h"

#include <algorithm>
#include <deque>
#include <set>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/guess/column_names.h"
#include "read/guess/reading_guess.h"

namespace interplay {
namespace {

bool is_number(const std::string& cell) { return guess_numbers({cell}, "auto", false).read > 0; }

}  // namespace

bool looks_like_header(const Sample& sample) {
  const auto& first = sample[0];
  if (std::any_of(first.begin(), first.end(), is_number)) return false;
  // "y" names a target under a header, but may be an id as well.
  const auto well_known = [](const std::string& cell) {
    const auto known = usual_name(cell);
    return cell.size() > 1 && known && known->strength != NameStrength::beside;
  };
  if (std::any_of(first.begin(), first.end(), well_known)) return true;
  const Sample below(sample.begin() + 1, sample.end());
  if (below.empty()) return false;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (!is_missing(first[i]) && numeric_share(below, i) == 1) return true;
  if (below.size() < 2) return false;
  for (std::size_t i = 0; i < first.size(); ++i)
    for (const auto& row : below)
      if (first[i].empty() || (i < row.size() && row[i] == first[i])) return false;
  return std::set<std::string>(first.begin(), first.end()).size() == first.size();
}

Header read_header(const Text& text, std::size_t first, const TextFormat& format) {
  Header header;
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, first, text.bytes.size(), format, unescaped);
  Record record;
  if (!reader.next(record)) return header;
  if (record.problem != nullptr)
    throw Error(Code::bad_data, at(text.path, text.line_of(record.offset), record.problem_cell), record.problem,
                "fix the header line");
  const std::uint64_t line = text.line_of(record.offset);
  header.names.assign(record.cells.begin(), record.cells.end());
  std::set<std::string> names;
  for (std::size_t i = 0; i < header.names.size(); ++i) {
    if (!header.names[i].empty() && !names.insert(header.names[i]).second)
      throw Error(Code::bad_data, at(text.path, line, i + 1),
                  "two columns are named " + shown(header.names[i]) + ", expected different names",
                  "rename one of them");
  }
  header.end = text.bytes.size();
  if (reader.next(record)) header.end = record.offset;
  return header;
}

void name_columns(std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) continue;
    names[i] = "c" + std::to_string(i + 1);
    while (std::ranges::count(names, names[i]) > 1) names[i] += '_';
  }
}

}  // namespace interplay
