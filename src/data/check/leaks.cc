#include <vector>

#include "data/check/repeated_rows.h"
#include "data/row_groups.h"
#include "data/spooled.h"
#include "interplay/check.h"
#include "interplay/dataset.h"

namespace interplay {
namespace {

// Held-out rows whose code no training row has.
std::uint64_t cold_rows(const RowCodes& by, const Split& split) {
  if (by.empty()) return 0;
  std::vector<std::uint8_t> met(by.count, 0);
  for (const std::uint32_t row : split.train) met[by.codes[row]] = 1;
  met[0] = 0;  // unseen ids share code 0
  std::uint64_t count = 0;
  for (const auto* rows : {&split.valid, &split.test})
    for (const std::uint32_t row : *rows) count += met[by.codes[row]] == 0;
  return count;
}

}  // namespace

Leaks leaks(const Dataset& encoded, const Split& split) {
  Leaks result;
  result.held_out_rows = split.valid.size() + split.test.size();
  if (result.held_out_rows == 0) return result;
  result.cold_user_rows = cold_rows(codes_of(encoded, Role::user), split);
  result.cold_item_rows = cold_rows(codes_of(encoded, Role::item), split);

  // Under a limit on memory repeated rows are not looked for: that takes a list of all pairs.
  if (spool_of(encoded) != nullptr) return result;
  enum : std::uint8_t { none, train, valid, test };
  std::vector<std::uint8_t> part(encoded.rows, none);
  for (const std::uint32_t row : split.train) part[row] = train;
  for (const std::uint32_t row : split.valid) part[row] = valid;
  for (const std::uint32_t row : split.test) part[row] = test;
  // A held-out row counts once if a part before its own has the same row.
  const auto count = [&](std::span<const std::uint32_t> rows) {
    std::uint64_t in[4] = {0, 0, 0, 0};
    for (const std::uint32_t row : rows) ++in[part[row]];
    if (in[train] > 0) result.repeated_rows += in[valid];
    if (in[train] + in[valid] > 0) result.repeated_rows += in[test];
  };
  each_repeated_pair(encoded, [&](std::span<std::uint32_t> rows) { each_repeated_row(encoded, rows, count); });
  return result;
}

}  // namespace interplay
