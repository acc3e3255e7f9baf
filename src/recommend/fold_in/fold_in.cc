#include "interplay/fold_in.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "data/encode/new_entities.h"
#include "data/shown.h"
#include "interplay/error.h"
#include "recommend/fold_in/conditional.h"
#include "recommend/fold_in/growth.h"
#include "terms/item_item.h"

namespace interplay {
namespace {

std::size_t ids_field(const Schema& schema, Role role) {
  const auto field = schema.find(role);
  if (!field || schema.fields[*field].table == 0)
    throw Error(Code::unsupported, "the model has no " + std::string(name(role)) + " field, and so nobody can join it",
                "train on data with users and items");
  return *field;
}

// The id of every interaction, by its code in a vocabulary of the data.
struct FoundIds {
  const Vocabulary* vocabulary;
  std::vector<std::uint32_t> codes;
};

FoundIds ids_in(const Dataset& data, const Field& wanted) {
  const auto f = find_like(data.schema, wanted);
  if (!f)
    throw Error(
        Code::not_found,
        "the interactions have no column of " + std::string(name(wanted.role)) + "s, expected " + shown(wanted.name),
        "name it with --" + std::string(name(wanted.role)));
  const Field& field = data.schema.fields[*f];
  FoundIds found{&field.vocabulary, {}};
  if (field.table > 0) {
    found.vocabulary = &data.entities[field.table - 1].keys;
    const auto rows = data.row_of(*f);
    found.codes.assign(rows.begin(), rows.end());
  } else if (const auto* column = std::get_if<CategoricalColumn>(&data.columns[*f])) {
    found.codes.assign(column->codes.begin(), column->codes.end());
  } else {
    throw Error(Code::bad_data, "column " + shown(field.name) + " holds no ids", "name the column of ids");
  }
  return found;
}

// Those that the field does not know, in the order of their first rows.
std::vector<std::string> new_ids(const FoundIds& found, const Field& field) {
  const CodeMap known = map_codes(*found.vocabulary, field.vocabulary);
  std::vector<std::uint8_t> met(known.size(), 0);
  std::vector<std::string> ids;
  for (const std::uint32_t code : found.codes) {
    if (code == 0 || known[code] > 0 || met[code]) continue;
    met[code] = 1;
    ids.push_back(found.vocabulary->id(code));
  }
  return ids;
}

// Computed for the items of its training at once: there is nothing to solve for a new one.
bool is_of_items(const ModelImplementation& model) {
  const ModelPlan& plan = *model.plan;
  if (model.target.interactions && !plan.sides_shape()) return true;
  return std::ranges::any_of(plan.terms(),
                             [](const auto& term) { return dynamic_cast<const ItemItem*>(term.get()) != nullptr; });
}

// The encoded interactions with a column for every field of the star, in its order. What they lack (targets, weights,
// times) no score reads: it stands as a group that no row has.
Dataset in_order_of(const Star& star, Dataset data) {
  std::vector<Field> fields;
  std::vector<Column> columns;
  for (const Field& field : star.schema.fields) {
    if (const auto found = data.schema.find(field.name)) {
      fields.push_back(data.schema.fields[*found]);
      columns.push_back(data.columns[*found]);
    } else {
      Field absent;
      absent.name = field.name;
      absent.role = Role::group;
      fields.push_back(absent);
      columns.push_back(CategoricalColumn{std::vector<std::uint32_t>(data.rows, 0u)});
    }
  }
  data.schema.fields = std::move(fields);
  data.columns = std::move(columns);
  return data;
}

// Targets that the loss can be asked about.
void check_targets(const ModelImplementation& model, const Dataset& data) {
  const bool wanted =
      model.plan->objective().loss->needs_target() && model.target.known && !model.data_options.implicit;
  if (!wanted) return;
  if (!data.has_target())
    throw Error(Code::bad_data, "the interactions have no target, which the model was trained on",
                "name its column with --target");
  const auto target = data.target();
  for (std::size_t row = 0; row < target.size(); ++row) {
    const float value = target[row];
    const auto refuse = [&](const std::string& expected) {
      throw Error(Code::bad_data,
                  fmt::format("the target of interaction {} is {}, expected {}", row + 1, value, expected),
                  "mend it, or leave the row out");
    };
    if (model.target.binary && value != 0 && value != 1) refuse("0 or 1");
    if (!model.target.levels.empty() && std::ranges::find(model.target.levels, value) == model.target.levels.end())
      refuse("one of the levels of the training rows");
    if (!std::isfinite(value) || !std::isfinite(model.target.scale.inner(static_cast<double>(value))))
      refuse("a number that the model can see");
  }
}

// Columns of the users' table that hold the sets of their items: those of new users come from the interactions.
void set_histories(GrownModel& grown, Dataset& data, std::span<const float> row_weight, std::size_t user,
                   std::size_t item, std::span<const std::uint32_t> old_users) {
  Star& star = grown.model->star;
  const auto& users = std::get<CategoricalColumn>(star.columns[user]).codes;
  const auto& items = std::get<CategoricalColumn>(data.columns[item]).codes;
  const std::string wanted =
      star.entities[star.schema.fields[user].table - 1].name + "_" + star.schema.fields[item].name + "_history";
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.kind != Kind::multi || field.table != star.schema.fields[user].table || field.name != wanted) continue;
    const CodeMap to_history = map_codes(star.schema.fields[item].vocabulary, field.vocabulary);
    const auto& before = std::get<MultiColumn>(star.columns[f]);
    const bool weighted = !before.weights.empty() || (field.pooling == Pooling::sum && !row_weight.empty());
    std::vector<std::vector<std::pair<std::uint32_t, float>>> entries(users.size());
    for (std::size_t row = 0; row < data.rows; ++row) {
      const std::uint32_t of = data.row_of(user)[row], code = to_history[items[data.row_of(item)[row]]];
      if (users[of] > 0 && old_users[users[of]] == 0 && code > 0)
        entries[of].emplace_back(code, row_weight.empty() ? 1.0f : row_weight[row]);
    }
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> codes;
    std::vector<float> weights;
    for (std::size_t row = 0; row < users.size(); ++row) {
      if (users[row] > 0 && old_users[users[row]] == 0) {
        std::ranges::stable_sort(entries[row], {}, [](const auto& entry) { return entry.first; });
        for (const auto& [code, weight] : entries[row]) {
          if (codes.size() > offsets.back() && codes.back() == code) {
            if (weighted) weights.back() += weight;
            continue;
          }
          codes.push_back(code);
          if (weighted) weights.push_back(weight);
        }
      } else {
        for (std::uint64_t e = before.offsets[row]; e < before.offsets[row + 1]; ++e) {
          codes.push_back(before.codes[e]);
          if (weighted) weights.push_back(before.weights.empty() ? 1.0f : before.weights[e]);
        }
      }
      offsets.push_back(codes.size());
    }
    star.columns[f] = MultiColumn{std::move(offsets), std::move(codes), std::move(weights)};
    data.columns[f] = star.columns[f];
  }
}

}  // namespace

Model fold_in(const Model& model, const Dataset& interactions, const FoldInOptions& options, FoldInReport* report) {
  const ModelImplementation& before = implementation_of(model);
  const Schema& schema = before.star.schema;
  const std::size_t user = ids_field(schema, Role::user), item = ids_field(schema, Role::item);
  check_targets(before, interactions);
  FoldInReport done;
  const std::vector<std::string> users = new_ids(ids_in(interactions, schema.fields[user]), schema.fields[user]);
  std::vector<std::string> items = new_ids(ids_in(interactions, schema.fields[item]), schema.fields[item]);
  if (!items.empty() && is_of_items(before)) {
    done.notes.push_back(fmt::format("model {} was computed for the items of its training alone: {} new ones stay out",
                                     before.options.model, items.size()));
    items.clear();
  }
  if (users.empty() && items.empty())
    throw Error(Code::usage, "the interactions name no user and no item that the model does not know",
                "train on them to change what is known of these: interplay train --warm");
  std::optional<WithNewEntities> described = with_new_entities(interactions, before.star, done.notes);
  const NewIds more[] = {{user, users}, {item, items}};
  GrownModel result = grown(model, described ? std::move(described->star) : before.star, more);
  Dataset data = in_order_of(result.model->star, encode_as(interactions, result.model->star));
  set_histories(result, data, interactions.weight(), user, item, result.old_codes[0]);
  std::vector<std::uint32_t> all, known;  // rows: of known users and items at last, of items that training knew
  const auto& of_items = std::get<CategoricalColumn>(data.columns[item]).codes;
  const auto& of_users = std::get<CategoricalColumn>(data.columns[user]).codes;
  for (std::uint32_t row = 0; row < data.rows; ++row) {
    const std::uint32_t code = of_items[data.row_of(item)[row]];
    if (code == 0 || of_users[data.row_of(user)[row]] == 0) continue;
    all.push_back(row);
    if (result.old_codes[1][code] > 0) known.push_back(row);
  }
  const TaskPool pool(options.threads);
  const NewSide of_user{user, item, result.old_codes[0]}, of_item{item, user, result.old_codes[1]};
  fit_side(model, result, interactions, data, known, of_user, pool);
  if (!items.empty()) {
    fit_side(model, result, interactions, data, all, of_item, pool);
    if (!users.empty()) fit_side(model, result, interactions, data, all, of_user, pool);
  }
  // Members whose tables are rounded were read as they were: they are read again.
  result.model->members = result.members.front().sets();
  if (report != nullptr) {
    done.users = users;
    done.items = items;
    for (const std::uint32_t row : all)
      done.rows += result.old_codes[0][of_users[data.row_of(user)[row]]] == 0 ||
                   result.old_codes[1][of_items[data.row_of(item)[row]]] == 0;
    *report = std::move(done);
  }
  return model_of(std::move(result.model));
}

}  // namespace interplay
