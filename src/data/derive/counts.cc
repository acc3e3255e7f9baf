// The number of training rows n of an entity, as a field of its table:
//   "user"       numeric field user_log_count, log(1 + n)
//   "user:bins"  categorical field user_count of the bins 1, 2-3, 4-7, 8-15, ...; n = 0 and bins that no entity of the
//                training rows is in are unseen
// For the unknown entity, and for those that only held-out rows name, n = 0.
#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

#include "data/derivation.h"
#include "data/encode/scale.h"
#include "data/entity_names.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view bins = ":bins";

// "1", "2-3", "4-7", ...: the numbers with as many binary digits.
std::string bin_of(std::uint32_t n) {
  const std::uint32_t low = std::bit_floor(n);
  return low == 1 ? "1" : std::to_string(low) + "-" + std::to_string(low + (low - 1));
}

CategoricalColumn binned(std::span<const std::uint32_t> counts, Field& field) {
  std::vector<std::string> ids;
  for (const std::uint32_t n : counts)
    if (n > 0) ids.push_back(bin_of(n));
  field.vocabulary = Vocabulary::of_strings(std::move(ids));
  std::vector<std::uint32_t> codes;
  for (const std::uint32_t n : counts) codes.push_back(n > 0 ? field.vocabulary.code(bin_of(n)) : 0);
  return {std::move(codes)};
}

NumericColumn logarithms(std::span<const std::uint32_t> counts) {
  std::vector<float> values;
  for (const std::uint32_t n : counts) values.push_back(std::log1p(static_cast<float>(n)));
  return {std::move(values)};
}

void fit_counts(Dataset& data, const std::string& count, const DerivationRows& known) {
  const bool binning = count.ends_with(bins);
  const std::string entity = binning ? count.substr(0, count.size() - bins.size()) : count;
  if (const std::size_t colon = entity.find(':'); colon != std::string::npos)
    throw Error(Code::usage, "option 'counts' is " + shown(count) + ", expected ENTITY or ENTITY:bins",
                "give --counts " + entity.substr(0, colon) + " or --counts " + entity.substr(0, colon) + ":bins");
  const std::size_t table = entity_named(data, "counts", count, entity);
  Field field;
  field.name = data.entities[table].name + (binning ? "_count" : "_log_count");
  refuse_repeated(data, "counts", count, field.name);
  field.table = static_cast<std::uint32_t>(table) + 1;
  const std::vector<std::uint32_t> uses = count_uses(data.entities[table], known.training);
  std::vector<std::uint32_t> counts = uses;
  counts[0] = 0;  // row 0 stands for every unknown entity, none of which has training rows
  if (binning) {
    data.columns.emplace_back(binned(counts, field));
  } else {
    field.kind = Kind::numeric;
    NumericColumn column = logarithms(counts);
    set_scale(field, {known.training, uses}, column.values, known.options.numeric_scale);
    data.columns.emplace_back(std::move(column));
  }
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

const Derivation& counts_definition() {
  static const Derivation definition{
      .name = "counts",
      .fit = fit_counts,
      .endings = {"_log_count", "_count"},
      .option = &DataOptions::counts,
  };
  return definition;
}

}  // namespace interplay
