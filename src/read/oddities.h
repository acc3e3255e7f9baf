// Columns that are no features, or would give the target away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"
#include "read/column_facts.h"
#include "read/source.h"

namespace interplay {

enum class Oddity {
  row_numbers,
  unique_ids,  // every row has its own
  dates,
  free_text,
  other_target,  // named like the target
};

// What a column is in a list: "row numbers".
std::string_view name(Oddity oddity);

// Why a column is no feature, if so. `target`: the name of the target, or empty.
std::optional<Oddity> oddity_of(std::string_view header, const ColumnFacts& facts, std::string_view target);

// The odd ones among the columns that have no role, by their first rows.
struct OddColumn {
  std::string name;
  Oddity oddity;
};
std::vector<OddColumn> odd_columns(const TableSource& interactions);

// "row numbers: c1; dates: from, to"
std::string listed(const std::vector<OddColumn>& columns);

// For data that is read whole because it has no users and items: removes inputs that no option declares and that are
// odd, as all rows show, and notes which; notes others that may be. `specs`: of the interactions.
void leave_out_odd_inputs(Dataset& data, const std::vector<ColumnSpec>& specs);

}  // namespace interplay
