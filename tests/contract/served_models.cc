#include "contract/served_models.h"

#include <numeric>

#include "interplay/encode.h"

namespace interplay::testing {
namespace {

using Settings = std::vector<std::pair<std::string_view, std::string_view>>;

Model trained(const Toy& toy, std::string_view model, const Settings& settings) {
  TrainOptions options = small_options(model);
  for (const auto& [name, value] : settings) set_option(options, name, value);
  return train(toy.data, toy.split, options);
}

// The toy encoded anew: with columns made of others, times, and other pooling of bags.
Toy derived_toy() {
  Toy toy = make_toy();
  std::vector<double> times;
  for (std::size_t row = 0; row < toy.data.rows; ++row) times.push_back(static_cast<double>(1000 + 7 * row));
  Field time;
  time.name = "when";
  time.kind = Kind::numeric;
  time.role = Role::time;
  toy.data.schema.fields.push_back(time);
  toy.data.columns.emplace_back(NumericColumn{std::vector<float>(times.begin(), times.end())});
  toy.data.time = std::move(times);
  DataOptions options = toy.options;
  options.cross = {"occupation*genres", "user*occupation"};
  options.powers = {"hour:2"};
  options.session = {"90"};
  toy.data = encode(toy.data, toy.split.train, options);
  return toy;
}

Toy padded_toy() {
  Toy toy = make_toy();
  for (Field& field : toy.data.schema.fields) {
    if (field.kind != Kind::multi) continue;
    field.pooling = Pooling::padded_mean;
    field.slots = 2;
  }
  return toy;
}

// The last rows alone know user 11 and item 8: the split leaves these to no part.
Toy cold_toy() {
  Toy toy = make_toy();
  const Dataset& data = toy.data;
  std::erase_if(toy.split.train, [&](std::uint32_t row) {
    return data.entities[0].row_of[row] == data.entities[0].keys.size() ||
           data.entities[1].row_of[row] == data.entities[1].keys.size();
  });
  toy.data = encode(data, toy.split.train, toy.options);
  return toy;
}

}  // namespace

std::vector<ServedModel> served_models() {
  std::vector<ServedModel> all;
  const auto add = [&](std::string name, const std::function<Toy()>& toy_of, std::string model, Settings settings) {
    all.push_back({std::move(name), [=] {
                     Toy toy = toy_of();
                     Model result = trained(toy, model, settings);
                     return std::pair{std::move(toy), std::move(result)};
                   }});
  };
  const auto toy = [] { return make_toy(); };
  const auto binary = [] { return make_toy(true); };
  for (const ModelInfo& info : model_names()) {
    const std::string name(info.name);
    add("plain_" + name, [name] { return make_toy_for(name); }, name, {});
  }
  add("binary_fm", binary, "fm", {});
  add("binary_deepfm", binary, "deepfm", {});
  const Settings chain = {{"solver", "mcmc"}, {"epochs", "12"}, {"burn_in", "4"}, {"draws", "7"}};
  const auto with = [](Settings settings, const Settings& more) {
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
  };
  for (const char* model : {"fm", "mf", "linear"}) add(std::string("draws_") + model, toy, model, chain);
  add("draws_cold", cold_toy, "fm", chain);
  add("draws_binary", binary, "fm", chain);
  add("draws_ordinal", toy, "fm", with(chain, {{"target_kind", "ordinal"}}));
  add("draws_log", toy, "fm", with(chain, {{"target_transform", "log1p"}}));
  add("draws_derived", derived_toy, "fm", chain);
  add("one_ordinal", toy, "fm",
      {{"solver", "mcmc"}, {"epochs", "5"}, {"burn_in", "4"}, {"draws", "1"}, {"target_kind", "ordinal"}});
  add("als_fm", toy, "fm", {{"solver", "als"}, {"l2_factors", "1"}});
  add("rank_transform", toy, "fm", {{"target_transform", "rank"}});
  add("ensemble_fm", toy, "fm", {{"ensemble", "3"}, {"init", "0.3"}});
  add("ensemble_biased_mf", toy, "biased_mf", {{"ensemble", "3"}});
  add("ensemble_deepfm", toy, "deepfm", {{"ensemble", "2"}});
  add("affine_dense_head", toy, "fm", {{"numeric", "affine"}, {"head", "dense"}});
  add("fields_only", toy, "fm", {{"pairs_within_bags", "no"}});
  add("padded_bags", padded_toy, "deepfm", {});
  add("derived_fm", derived_toy, "fm", {});
  add("derived_wide_deep", derived_toy, "wide_deep", {});
  add("cold_fm", cold_toy, "fm", {});
  add("cold_biased_mf", cold_toy, "biased_mf", {});
  return all;
}

std::vector<std::pair<std::string, std::string>> row_values(const Dataset& data, std::size_t row) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const Entity& entity : data.entities)
    values.emplace_back(entity.name, entity.row_of[row] == 0 ? "no such id" : entity.keys.id(entity.row_of[row]));
  const auto& hours = std::get<NumericColumn>(data.columns[data.schema.find("hour").value()]).values;
  if (data.schema.fields[data.schema.find("hour").value()].role == Role::feature)
    values.emplace_back("hour", std::to_string(static_cast<int>(hours[row])));
  const auto sessions =
      std::ranges::count_if(data.schema.fields, [](const Field& f) { return f.derived.name == "session"; });
  if (sessions > 0) values.emplace_back("time", std::to_string(static_cast<std::int64_t>(data.time[row])));
  return values;
}

}  // namespace interplay::testing
