// The history of somebody new, as text and as interactions.
#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "data/derive.h"
#include "data/inputs.h"
#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "interplay/build.h"
#include "interplay/error.h"
#include "interplay/fold_in.h"
#include "interplay/interactions.h"
#include "interplay/recommend.h"
#include "interplay/value_list.h"

namespace interplay {

Dataset history_of(const Model& model, const std::string& user, std::span<const RatedItem> items) {
  if (items.empty()) throw Error(Code::usage, "the history is empty", "name an item, as in \"Heat (1995):4\"");
  const Schema& schema = model.schema();
  const DataOptions& how = model.data_options();
  const bool all = std::ranges::all_of(items, [](const RatedItem& item) { return item.rating.has_value(); });
  const bool any = std::ranges::any_of(items, [](const RatedItem& item) { return item.rating.has_value(); });
  if (!all && !how.implicit)
    throw Error(Code::usage, "an item of the history has no rating, and the model was trained on ratings",
                "give each one as ITEM:RATING");
  std::vector<std::string> users(items.size(), user), ids;
  std::vector<float> ratings;
  const float enough = static_cast<float>(parse_number(how.threshold).value_or(1));
  for (const RatedItem& item : items) {
    ids.push_back(item.item);
    ratings.push_back(item.rating.value_or(enough));
  }
  const auto name_of = [&](Role role, const std::string& usual) {
    const auto field = schema.find(role);
    return field ? schema.fields[*field].name : usual;
  };
  DatasetBuilder builder;
  builder.add(name_of(Role::user, "user"), Ids{users}, Role::user);
  builder.add(name_of(Role::item, "item"), Ids{ids}, Role::item);
  if (any) builder.add(name_of(Role::target, "rating"), Numbers{ratings}, Role::target);
  for (const Field& field : schema.fields)
    if (field.table == 0 && is_input(field) && !is_made(field)) {
      if (field.kind == Kind::numeric) {
        builder.add(field.name, Numbers{std::vector<float>(items.size(), std::numeric_limits<float>::quiet_NaN())});
      } else {
        builder.add(field.name, Ids{std::vector<std::string>(items.size())});
      }
    }
  Dataset data = builder.build();
  if (!how.implicit) return data;
  if (any && std::ranges::all_of(items, [](const RatedItem& item) { return item.rating.value_or(1) == 0; }))
    throw Error(Code::usage, "all ratings of the history are 0, and the model takes 0 for what did not happen",
                "leave the ratings out, as in \"Heat (1995),Alien (1979)\", or name an item that was taken");
  DataOptions options = how;
  if (!any) options.threshold.clear();
  return interactions_of(std::move(data), options);
}

std::vector<RatedItem> parse_history(const Model& model, std::string_view text) {
  const Recommender recommender(model);
  const auto item_field = model.schema().find(Role::item);
  const Vocabulary* ids = item_field ? &model.schema().fields[*item_field].vocabulary : nullptr;
  std::vector<RatedItem> items;
  std::unordered_set<std::string> met;
  for (const std::string& value : split_list(text)) {
    std::string_view named = trimmed(value);
    if (named.empty()) continue;
    RatedItem item;
    const bool is_id = ids != nullptr && ids->code(named) > 0;  // which may end like a rating
    if (const std::size_t colon = named.rfind(':'); !is_id && colon != std::string_view::npos && colon > 0)
      if (const auto rating = parse_number(named.substr(colon + 1))) {
        item.rating = static_cast<float>(*rating);
        named = trimmed(named.substr(0, colon));
      }
    item.item = recommender.find_item(named);
    if (!met.insert(item.item).second)
      throw Error(Code::usage, "the history names item " + shown(named) + " twice", "name each item once");
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace interplay
