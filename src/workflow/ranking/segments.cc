#include "workflow/ranking/segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::array<std::string_view, 2> names = {"activity", "popularity"};
constexpr std::string_view part_names[][Parts::count] = {{"least active", "middle", "most active"},
                                                         {"least popular", "middle", "most popular"}};

// By id, as the parts may be of different files.
using RowCounts = std::unordered_map<std::string, std::uint64_t>;

RowCounts count_rows(SegmentedBy by, std::span<const PairRows> seen) {
  RowCounts counts;
  for (const PairRows& rows : seen) {
    const bool users = by == SegmentedBy::activity;
    const Vocabulary& ids = users ? rows.ids.users : rows.ids.items;
    std::vector<std::uint64_t> of_code(std::size_t{ids.size()} + 1, 0);
    for (const std::uint32_t row : rows.rows)
      if (rows.ids.user[row] != 0 && rows.ids.item[row] != 0) ++of_code[(users ? rows.ids.user : rows.ids.item)[row]];
    for (std::uint32_t code = 1; code < of_code.size(); ++code)
      if (of_code[code] > 0) counts[ids.id(code)] += of_code[code];
  }
  return counts;
}

// Where the parts end: at the numbers up to which a third, and two thirds, of the weight lie.
std::pair<std::uint64_t, std::uint64_t> ends_of_parts(std::vector<std::pair<std::uint64_t, std::uint64_t>> weighted) {
  std::ranges::sort(weighted);
  std::uint64_t total = 0, sum = 0;
  for (const auto& [number, weight] : weighted) total += weight;
  std::pair<std::uint64_t, std::uint64_t> ends{0, 0};
  for (const auto& [number, weight] : weighted) {
    if (3 * sum < total) ends.first = number;
    if (3 * sum < 2 * total) ends.second = number;
    sum += weight;
  }
  return ends;
}

}  // namespace

std::string_view name(SegmentedBy by) { return names[static_cast<std::size_t>(by)]; }

SegmentedBy segmented_by_named(std::string_view wanted) {
  for (const SegmentedBy by : {SegmentedBy::activity, SegmentedBy::popularity})
    if (name(by) == wanted) return by;
  throw Error(Code::usage, fmt::format("segments are by '{}', expected activity or popularity", wanted),
              "activity is of users, popularity of items, both by their training rows");
}

Parts::Parts(SegmentedBy by_, const PairRows& held_out, std::span<const PairRows> seen) : by(by_) {
  const RowCounts counts = count_rows(by, seen);
  if (counts.empty())
    throw Error(Code::usage, fmt::format("segments by {} need the rows of training, and there are none", name(by)),
                "name their files with --seen");
  const bool users = by == SegmentedBy::activity;
  const Vocabulary& ids = users ? held_out.ids.users : held_out.ids.items;
  rows_of_code.assign(std::size_t{ids.size()} + 1, 0);
  for (std::uint32_t code = 1; code < rows_of_code.size(); ++code)
    if (const auto found = counts.find(ids.id(code)); found != counts.end()) rows_of_code[code] = found->second;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> weighted;  // number of rows, weight
  if (users) {
    std::vector<std::uint8_t> met(rows_of_code.size(), 0);
    for (const std::uint32_t row : held_out.rows)
      if (const std::uint32_t code = held_out.ids.user[row]; code != 0 && !std::exchange(met[code], std::uint8_t{1}))
        weighted.emplace_back(rows_of_code[code], 1);
  } else {
    for (const auto& [id, rows] : counts) weighted.emplace_back(rows, rows);
  }
  const auto [first, second] = ends_of_parts(std::move(weighted));
  for (const std::uint64_t rows : rows_of_code) of_code.push_back(rows <= first ? 0 : rows <= second ? 1 : 2);
}

Segment Parts::segment(std::size_t part, const PairRows& held_out) const {
  Segment segment{.name = std::string(part_names[static_cast<std::size_t>(by)][part])};
  std::vector<std::uint8_t> met(std::size_t{held_out.ids.users.size()} + 1, 0);
  for (const std::uint32_t row : held_out.rows) {
    if (of_row(held_out.ids, row) != part) continue;
    const std::uint32_t user = held_out.ids.user[row];
    const std::uint64_t rows = rows_of_code[by == SegmentedBy::activity ? user : held_out.ids.item[row]];
    segment.least = segment.rows == 0 ? rows : std::min(segment.least, rows);
    segment.most = std::max(segment.most, rows);
    ++segment.rows;
    if (user != 0 && !met[user]) ++segment.users;
    met[user] = 1;
  }
  return segment;
}

std::vector<std::uint32_t> rows_of(const Parts& parts, std::size_t part, const PairRows& held_out, bool inside) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t row : held_out.rows)
    if ((parts.of_row(held_out.ids, row) == part) == inside) rows.push_back(row);
  return rows;
}

}  // namespace interplay
