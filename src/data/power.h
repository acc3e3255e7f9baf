// Powers of numbers: a factorization machine is linear in a number, and with its powers it bends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/batch.h"
#include "interplay/data.h"

namespace interplay {

// The column and the number of "age:3". Nothing where there is no colon.
struct PowerOption {
  std::string_view column, highest;
};
std::optional<PowerOption> power_option(std::string_view option);

// Adds to encoded data the fields that options.powers asks for: of "age:3" age^2 and age^3, powers of age as models see
// it (Field::mean, Field::scale), in the table of age, and with a scale of their own by options.numeric_scale. Values
// beyond the range of the training rows count as its ends, as powers of an odd one would outweigh all else.
// Throws Error(usage) for a column that does not hold numbers, listing those that do, and for a power out of 1 to 8.
void add_powers(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// The column of such a field, from a view of its base.
NumericColumn power_column(const Field& field, const FieldView& base, std::size_t rows);

}  // namespace interplay
