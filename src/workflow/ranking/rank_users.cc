#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/row_groups.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "model/implementation.h"
#include "score/catalogue.h"
#include "workflow/lists.h"
#include "workflow/ranking/candidates.h"
#include "workflow/ranking/user_lists.h"

namespace interplay {
namespace {

SharedSpan<std::uint32_t> codes_of_role(const Dataset& data, Role role, Vocabulary& vocabulary) {
  const auto field = data.schema.find(role);
  if (!field || codes_of(data, role).empty())
    throw Error(Code::usage, fmt::format("the data has no {}s, and lists are of items for users", name(role)),
                fmt::format("name their column with --{}", name(role)));
  if (const std::uint32_t table = data.schema.fields[*field].table; table > 0) {
    vocabulary = data.entities[table - 1].keys;
    return data.entities[table - 1].row_of;
  }
  vocabulary = data.schema.fields[*field].vocabulary;
  return std::get<CategoricalColumn>(data.columns[*field]).codes;
}

// Whether targets say themselves what is relevant.
bool zero_or_one(const PairRows& rows) {
  return rows.ids.target.empty() || std::ranges::all_of(rows.rows, [&](std::uint32_t row) {
           return rows.ids.target[row] == 0 || rows.ids.target[row] == 1;
         });
}

std::vector<NamedMetric> chosen_metrics(std::span<const std::string> names) {
  std::vector<NamedMetric> chosen;
  for (const std::string& name : names) chosen.push_back(named_list_metric(name));
  for (const std::string& name : names.empty() ? usual_list_metrics() : std::vector<std::string>())
    chosen.push_back(named_list_metric(name));
  return chosen;
}

void note_short_lists(std::span<const NamedMetric> metrics, std::span<const RankedList> lists, Evaluation& result) {
  const auto longest = std::ranges::max_element(lists, {}, &RankedList::rows);
  std::string names;
  for (const NamedMetric& metric : metrics)
    if (metric.k != whole_list && metric.k > longest->rows()) names += (names.empty() ? "" : ", ") + metric.name;
  if (!names.empty())
    result.notes.push_back(
        fmt::format("{}: the longest list has {} items, so that all of them count", names, longest->rows()));
}

}  // namespace

PairIds pair_ids(const Dataset& data) {
  PairIds ids;
  ids.user = codes_of_role(data, Role::user, ids.users);
  ids.item = codes_of_role(data, Role::item, ids.items);
  if (data.has_target()) ids.target = std::get<NumericColumn>(data.columns[*data.schema.find(Role::target)]).values;
  return ids;
}

std::vector<std::string> usual_list_metrics() { return {"ndcg@10", "recall@20", "hr@10"}; }

void check_ranking(const PairRows& held_out, std::span<const std::string> names, const RankingOptions& options) {
  const bool known = zero_or_one(held_out);
  for (const NamedMetric& metric : chosen_metrics(names)) check_relevance(metric, known, options.relevant);
  const CandidateSource source(options.candidates);
}

Evaluation rank_users(const Model& model, const PairRows& held_out, std::span<const PairRows> seen,
                      std::span<const std::string> names, const RankingOptions& options, int threads) {
  const std::vector<NamedMetric> metrics = chosen_metrics(names);
  const bool known = zero_or_one(held_out);
  for (const NamedMetric& metric : metrics) check_relevance(metric, known, options.relevant);
  const CandidateSource candidates(options.candidates);
  const Catalogue catalogue(model, threads);
  const UserLists users(catalogue, model.star(), held_out, seen, candidates, options);
  if (users.size() == 0)
    throw Error(Code::bad_data, "no row to rank for has both a user and an item", "hold out other rows");
  const std::vector<RankedList> lists = catalogue.rank(users.requests());
  if (std::ranges::all_of(lists, [](const RankedList& list) { return list.relevant() == 0; }))
    throw Error(Code::bad_data,
                fmt::format("none of {} users has a relevant row, so that there is nothing to find", lists.size()),
                options.relevant ? "give a lower --relevant" : "hold out other rows");

  Evaluation result;
  result.rows = held_out.rows.size();
  result.cold_rows = users.cold_rows();
  result.lists = result.users = lists.size();
  result.listed_by = name(Role::user);
  result.candidates = candidates.words();
  result.notes = users.notes();
  note_short_lists(metrics, lists, result);
  // Metrics over all lists together (coverage, ...) would read `users` and the catalogue here, too.
  for (const NamedMetric& metric : metrics)
    result.metrics.emplace_back(metric.name, over_lists(*metric.lists, lists, metric.k));
  return result;
}

}  // namespace interplay
