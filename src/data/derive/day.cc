// The day of each interaction's time, in days since 1970 where time counts seconds, as categories or as a number.
#include <cmath>
#include <limits>
#include <utility>

#include "data/derivation.h"

namespace interplay {
namespace {

constexpr std::string_view day = "day";
constexpr double seconds_of_a_day = 86400;

double day_of(double time) { return std::floor(time / seconds_of_a_day); }

void add_day_number(Dataset& data) {
  Field field;
  field.name = day;
  field.kind = Kind::numeric;
  std::vector<float> values(data.rows, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t row = 0; row < data.time.size(); ++row)
    if (std::isfinite(data.time[row])) values[row] = static_cast<float>(day_of(data.time[row]));
  data.schema.fields.push_back(std::move(field));
  data.columns.emplace_back(NumericColumn{std::move(values)});
}

void read(Dataset& data, bool as_number) {
  if (as_number) return add_day_number(data);
  std::vector<std::int64_t> days;
  days.reserve(data.time.size());
  for (const double time : data.time) days.push_back(std::isfinite(time) ? static_cast<std::int64_t>(day_of(time)) : 0);
  Field field;
  field.name = day;
  field.vocabulary = Vocabulary::of_integers(days);
  std::vector<std::uint32_t> codes(data.rows, 0);
  for (std::size_t row = 0; row < days.size(); ++row)
    if (std::isfinite(data.time[row])) codes[row] = field.vocabulary.code(days[row]);
  data.schema.fields.push_back(std::move(field));
  data.columns.emplace_back(CategoricalColumn{std::move(codes)});
}

}  // namespace

const Derivation& day_definition() {
  static const Derivation definition{.name = day, .read = read};
  return definition;
}

}  // namespace interplay
