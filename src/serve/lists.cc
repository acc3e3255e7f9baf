#include "serve/lists.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "interplay/json.h"

namespace interplay::serve {
namespace {

constexpr std::size_t reasons_of_an_item = 3;
constexpr std::size_t usual_count = 10;

void allow(std::vector<std::uint64_t>& bits, std::size_t position) {
  bits[position / 64] |= std::uint64_t{1} << position % 64;
}
void forbid(std::vector<std::uint64_t>& bits, std::size_t position) {
  bits[position / 64] &= ~(std::uint64_t{1} << position % 64);
}

std::vector<std::string> strings_of(const Fields& fields, std::string_view name) {
  std::vector<std::string_view> texts;
  fields.append_texts(name, texts);
  return {texts.begin(), texts.end()};
}

bool has_rules(const Fields& fields) { return fields.has("only") || fields.has("allow") || fields.has("deny"); }

}  // namespace

std::size_t count_of(const Call& call) {
  const std::int64_t count = call.fields.integer("n", usual_count), most = call.service.options.max_items;
  if (count > most)
    throw Fault{400, "bad_request", call.fields.path("n"), fmt::format("'n' is {}, expected at most {}", count, most),
                "start the server with --max-items for longer lists"};
  return static_cast<std::size_t>(count);
}

std::string_view rules_key(Call& call) {
  Worker& worker = call.worker;
  worker.text.clear();
  if (!has_rules(call.fields)) return worker.text;
  for (const std::string_view name : {"only", "allow", "deny"}) {
    worker.texts.clear();
    call.fields.append_texts(name, worker.texts);
    worker.text += name;
    worker.text += call.fields.has(name) ? '+' : '-';
    for (const std::string_view text : worker.texts) {
      // With its length, so that no two lists have the same key.
      fmt::format_to(std::back_inserter(worker.text), "{}:{}", text.size(), text);
    }
  }
  return worker.text;
}

bool rules_are_new(Call& call, Sessions& sessions) {
  const std::string_view key = rules_key(call);
  return !key.empty() && sessions.model->remembered(key) == nullptr;
}

ItemFilter filter_of(Call& call, Sessions& sessions, std::string_view user) {
  const LoadedModel& model = *sessions.model;
  const Recommender& recommender = model.recommender();
  const Recent& recent = call.service.recent;
  const bool excludes =
      call.fields.boolean("exclude_seen", true) && !user.empty() && (model.histories() != nullptr || recent.has(user));
  const std::string_view key = rules_key(call);
  const bool candidates = call.fields.has("candidates");
  if (!excludes && key.empty() && !candidates) return {};

  std::vector<std::uint64_t>& bits = sessions.bits;
  const ItemIndex& index = recommender.index();
  const std::size_t words = (index.size() + 63) / 64;
  if (!key.empty()) {
    ItemRules rules{.only = strings_of(call.fields, "only")};
    if (call.fields.has("allow")) rules.allow = strings_of(call.fields, "allow");
    rules.deny = strings_of(call.fields, "deny");
    const std::shared_ptr<const ItemSet> items = model.items(key, rules);
    bits.assign(items->bits.begin(), items->bits.end());
  } else {
    bits.assign(words, ~std::uint64_t{0});
  }
  if (candidates) {
    call.worker.texts.clear();
    call.fields.append_texts("candidates", call.worker.texts);
    if (call.worker.texts.size() > static_cast<std::size_t>(call.service.options.max_items))
      throw Fault{400, "bad_request", call.fields.path("candidates"),
                  fmt::format("{} candidates are given, expected at most {}", call.worker.texts.size(),
                              call.service.options.max_items),
                  "start the server with --max-items for more"};
    // Those that pass so far and are named: the others are cleared by keeping the named ones in a second set.
    std::vector<std::uint64_t>& named = sessions.named;
    named.assign(words, 0);
    for (const std::string_view id : call.worker.texts)
      if (const auto position = index.find(id)) allow(named, *position);
    for (std::size_t w = 0; w < words; ++w) bits[w] &= named[w];
  }
  if (excludes) {
    if (model.histories() != nullptr) recommender.leave_out(user, *model.histories(), bits);
    recent.for_each(user, [&](const RecentItem& item) {
      if (const auto position = index.find(item.item)) forbid(bits, *position);
    });
  }
  return {.allowed = bits};
}

void append_items(Call& call, Sessions& sessions, JsonText& json, std::span<const ItemIndex::Ranked> ranking) {
  const LoadedModel& model = *sessions.model;
  json.key("items").begin_list();
  for (const ItemIndex::Ranked& ranked : ranking) {
    const auto [before, after] = model.item_json(ranked.item);
    json.raw(before).number_after(static_cast<double>(ranked.score));
    call.out += after;
  }
  json.end_list();
}

void append_model(JsonText& json, const LoadedModel& model) {
  json.key("model").text(model.name());
  json.key("version").text(model.version());
}

std::vector<RatedItem> history_from_events(const Service& service, const LoadedModel& model, std::string_view user) {
  const bool happened = model.model().data_options().implicit;
  std::vector<RatedItem> history;
  service.recent.for_each(user, [&](const RecentItem& item) {
    if (!model.seen_in_training(Role::item, item.item) || (!happened && !item.rating)) return;
    history.push_back({item.item, item.rating ? std::optional(static_cast<float>(*item.rating)) : std::nullopt});
  });
  return history;
}

void append_folded_list(Call& call, Sessions& sessions, std::string_view user, std::span<const RatedItem> history) {
  const LoadedModel& model = *sessions.model;
  const std::string id = user.empty() ? unused_user(model.model()) : std::string(user);
  call.check_deadline();
  const Dataset data = history_of(model.model(), id, history);
  FoldInReport report;
  const Model wider = fold_in(model.model(), data, {.threads = 1}, &report);
  call.check_deadline();
  const Recommender recommender(wider);
  ItemSet items;
  const ItemFilter filter = filter_of(call, sessions, user);
  items.bits.assign(filter.allowed.begin(), filter.allowed.end());
  if (items.bits.empty()) items.bits.assign((recommender.size() + 63) / 64, ~std::uint64_t{0});
  for (const RatedItem& item : history)
    if (const auto position = model.recommender().index().find(item.item)) forbid(items.bits, *position);
  const std::string ids[] = {id};
  ListRequest request{.count = count_of(call), .items = &items, .diverse = call.fields.number("diverse", 0)};
  std::vector<UserList> lists = recommender.lists(ids, request);
  if (call.fields.boolean("why", false)) {
    const Histories had(recommender, encode_as(data, wider.star()));
    for (Scored& item : lists.front().items) {
      call.check_deadline();
      item.why = recommender.reasons(id, item.item, reasons_of_an_item, &had);
    }
  }
  JsonText json(call.out);
  json.begin_object();
  json.key("user");
  user.empty() ? json.null() : json.text(user);
  json.key("cold").boolean(recommender.cold(id));
  json.key("items").raw(to_json(std::span<const Scored>(lists.front().items)));
  if (request.diverse > 0) json.key("mean_score_lost").number(lists.front().mean_score_lost);
  json.key("folded_in").unsigned_integer(report.rows);
  append_model(json, model);
  json.end_object();
}

}  // namespace interplay::serve
