#include "recommend/fold_in/growth.h"

#include <algorithm>
#include <utility>

#include "base/bfloat16.h"
#include "data/encode/new_entities.h"
#include "data/star_parts.h"
#include "models/table.h"

namespace interplay {
namespace {

void grow_entity(Star& star, const NewIds& more) {
  Field& field = star.schema.fields[more.field];
  const std::size_t table = field.table - 1;
  Entity& entity = star.entities[table];
  std::vector<std::string> unknown;
  for (const std::string& id : more.ids)
    if (entity.keys.code(id) == 0) unknown.push_back(id);
  const Vocabulary keys = with_ids(entity.keys, unknown);
  const CodeMap place = map_codes(entity.keys, keys);
  std::vector<std::uint32_t> from(keys.size() + std::size_t{1}, 0);  // of every row: that before, or behind them
  for (std::uint32_t row = 1; row < place.size(); ++row) from[place[row]] = row;
  for (std::size_t i = 0; i < unknown.size(); ++i)
    from[keys.code(unknown[i])] = static_cast<std::uint32_t>(place.size() + i);
  const std::vector<Column> added = columns_of_new(star, table, {}, unknown.size());
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f)
    if (star.schema.fields[f].table == table + 1)
      star.columns[f] = scattered(followed_by(star.columns[f], added[f]), from);
  field.vocabulary = with_ids(field.vocabulary, more.ids);
  star.columns[more.field] = CategoricalColumn{map_codes(keys, field.vocabulary)};
  entity.keys = keys;
}

void grow_factors(Calibration& calibration, const std::string& field, const CodeMap& old_codes) {
  if (!calibration.intervals) return;
  for (ConformalScores::ByField& by : calibration.intervals->by_field) {
    if (by.field != field) continue;
    std::vector<float> factors;
    for (const std::uint32_t code : old_codes) factors.push_back(by.factors[code]);
    by.factors = std::move(factors);
  }
}

}  // namespace

GrownMembers::GrownMembers(const Model& before, const ModelPlan& plan, std::span<const CodeMap> rows,
                           std::span<const std::uint8_t> at_zero) {
  const ParameterSets& sets = implementation_of(before).members;
  const auto specs = plan.specs();
  for (const TensorSpec& spec : specs) strides_.push_back(padded(spec.columns));
  for (std::size_t m = 0; m < sets.size(); ++m) {
    std::vector<MemberTensor> tensors = sets.stored(m);
    auto tables = std::make_shared<Tables>(Tables{std::vector<AlignedArray<float>>(specs.size()),
                                                  std::vector<AlignedArray<std::uint16_t>>(specs.size()), before});
    const auto gather = [&](TensorId t, const auto* old, auto& grown) {
      const std::size_t stride = strides_[t];
      grown = std::remove_cvref_t<decltype(grown)>(rows[t].size() * stride);
      for (std::size_t row = 0; row < rows[t].size(); ++row)
        if (row == 0 || rows[t][row] > 0 || !at_zero[t])
          std::copy_n(old + rows[t][row] * stride, stride, grown.data() + row * stride);
      return grown.data();
    };
    for (TensorId t = 0; t < specs.size(); ++t) {
      if (rows[t].empty()) continue;
      if (tensors[t].exact != nullptr) {
        tensors[t].exact = gather(t, tensors[t].exact, tables->exact[t]);
      } else {
        tensors[t].rounded = gather(t, tensors[t].rounded, tables->rounded[t]);
      }
    }
    sets_.add_stored(specs, std::move(tensors), tables);
    tables_.push_back(std::move(tables));
  }
}

void GrownMembers::set_row(std::size_t member, TensorId tensor, std::uint32_t row, std::span<const double> values) {
  Tables& tables = *tables_[member];
  const std::size_t first = row * strides_[tensor];
  for (std::size_t c = 0; c < values.size(); ++c) {
    const auto value = static_cast<float>(values[c]);
    if (tables.exact[tensor].size() > 0) {
      tables.exact[tensor][first + c] = value;
    } else {
      tables.rounded[tensor][first + c] = to_bfloat16(value);
    }
  }
}

GrownModel grown(const Model& model, Star star, std::span<const NewIds> ids) {
  const ModelImplementation& before = implementation_of(model);
  GrownModel result;
  for (const NewIds& more : ids) grow_entity(star, more);
  auto after = std::make_shared<ModelImplementation>();
  after->star = std::move(star);
  after->options = before.options;
  after->data_options = before.data_options;
  after->target = before.target;
  after->library_version = before.library_version;
  after->weight_l2 = before.weight_l2;
  after->histories = before.histories;
  after->calibration = before.calibration;
  after->plan = std::make_unique<ModelPlan>(models::plan_of(after->star.schema, after->options, after->target));
  const ModelPlan& plan = *after->plan;
  const std::vector<std::size_t> inputs = after->star.schema.inputs();
  std::vector<CodeMap> rows(plan.specs().size());
  std::vector<std::uint8_t> at_zero(plan.specs().size(), 0);
  for (const NewIds& more : ids) {
    const Field& field = after->star.schema.fields[more.field];
    const CodeMap old = map_codes(field.vocabulary, before.star.schema.fields[more.field].vocabulary);
    for (const Embedding& table : plan.tables())
      for (const Embedding::Slot& slot : table.slots())
        if (inputs[slot.input] == more.field) {
          rows[slot.tensor] = old;
          at_zero[slot.tensor] = 1;
        }
    for (const auto& [input, tensor] : plan.id_noise())
      if (inputs[input] == more.field) rows[tensor] = old;
    if (after->calibration) grow_factors(*after->calibration, field.name, old);
    result.old_codes.push_back(old);
  }
  result.members.emplace_back(model, plan, rows, at_zero);
  after->members = result.members.front().sets();
  result.model = std::move(after);
  return result;
}

}  // namespace interplay
