#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/row_groups.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/measure.h"
#include "model/implementation.h"
#include "score/catalogue.h"
#include "workflow/lists.h"
#include "workflow/ranking/candidates.h"
#include "workflow/ranking/first_items.h"
#include "workflow/ranking/segments.h"
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

// Metrics of the lists of some users.
class Measures {
 public:
  // The lists and first items are empty where no metric is of them.
  Measures(std::vector<NamedMetric> metrics, std::vector<RankedList> lists, FirstItems first)
      : metrics_(std::move(metrics)), lists_(std::move(lists)), first_(std::move(first)) {
    for (const NamedMetric& metric : metrics_) {
      std::vector<double>& values = values_.emplace_back();
      for (std::size_t user = 0; user < lists_.size() && has_values(metric); ++user)
        values.push_back(metric.lists != nullptr ? metric.lists->compute(lists_[user], metric.k)
                                                 : metric.first->of_user(first_, user, metric.k));
    }
  }

  MetricValues over(std::span<const std::uint32_t> users) const {
    MetricValues means;
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      means.emplace_back(metrics_[m].name, has_values(metrics_[m])
                                               ? mean(m, users)
                                               : metrics_[m].first->of_all(first_, users, metrics_[m].k));
    return means;
  }

  std::vector<UserValues::Column> columns() const {
    std::vector<UserValues::Column> columns;
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      if (has_values(metrics_[m])) columns.push_back({metrics_[m].name, values_[m], by_rows(metrics_[m])});
    return columns;
  }

  const std::vector<RankedList>& lists() const { return lists_; }

 private:
  static bool has_values(const NamedMetric& metric) {
    return metric.lists != nullptr || metric.first->of_user != nullptr;
  }
  static bool by_rows(const NamedMetric& metric) { return metric.lists != nullptr && metric.lists->by_rows; }

  // As over_lists has it.
  double mean(std::size_t m, std::span<const std::uint32_t> users) const {
    double sum = 0, total = 0;
    for (const std::uint32_t user : users) {
      if (std::isnan(values_[m][user])) continue;
      const double weight = by_rows(metrics_[m]) ? static_cast<double>(lists_[user].rows()) : 1;
      sum += weight * values_[m][user];
      total += weight;
    }
    return total > 0 ? sum / total : std::nan("");
  }

  std::vector<NamedMetric> metrics_;
  std::vector<RankedList> lists_;
  FirstItems first_;
  std::vector<std::vector<double>> values_;  // of every metric that has them, of every user
};

FirstItems first_items_for(std::span<const NamedMetric> metrics, const Model& model, const Catalogue& catalogue,
                           const UserLists& users, std::span<const PairRows> seen, int threads) {
  std::size_t longest = 0;
  bool training = false, vectors = false;
  std::string_view needs_training;
  for (const NamedMetric& metric : metrics) {
    if (metric.first == nullptr) continue;
    longest = std::max(longest, metric.k);
    vectors = vectors || metric.first->needs == FirstItemsMetric::Needs::vectors;
    if (metric.first->needs != FirstItemsMetric::Needs::training) continue;
    training = true;
    needs_training = metric.name;
  }
  if (longest == 0) return {};
  FirstItems first;
  first.items = catalogue.size();
  if (vectors) add_vectors(model, catalogue, first);
  if (training) count_holders(catalogue, model.star(), seen, first);
  if (training && first.training_users == 0)
    throw Error(Code::usage, fmt::format("metric '{}' needs the rows of training, and there are none", needs_training),
                "name their files with --seen");
  first.lists = first_items(model, users, catalogue.size(), longest, threads);
  return first;
}

std::vector<std::uint32_t> all_of(std::size_t users) {
  std::vector<std::uint32_t> all(users);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

// A number that is missing has its reason told.
void note_undefined(const MetricValues& values, const std::string& where, std::vector<std::string>& notes) {
  std::string names;
  for (const auto& [name, value] : values)
    if (std::isnan(value)) names += (names.empty() ? "" : ", ") + name;
  if (!names.empty()) notes.push_back(fmt::format("{}{}: undefined in every list", where, names));
}

// Whether the field is known of an interaction alone, by itself or through what it was made of.
bool is_context(const Schema& schema, const Field& field) {
  if (field.table != 0 || field.role != Role::feature) return field.role == Role::time;
  if (field.derived.name.empty()) return true;
  return std::ranges::any_of(field.derived.fields, [&](const std::string& source) {
    const auto found = schema.find(source);
    return !found || is_context(schema, schema.fields[*found]);
  });
}

// A list is one for all held-out rows of a user, which may differ in what else they say.
void note_contexts(const ModelPlan& plan, std::vector<std::string>& notes) {
  const Schema& schema = plan.schema();
  const std::vector<std::size_t> inputs = schema.inputs();
  std::vector<std::uint8_t> read(inputs.size(), 0);
  for (std::size_t t = 0; t < plan.terms().size(); ++t)
    for (const std::size_t input : plan.inputs_of(t)) read[input] = 1;
  std::string names;
  for (std::size_t input = 0; input < inputs.size(); ++input)
    if (const Field& field = schema.fields[inputs[input]]; read[input] && is_context(schema, field))
      names += (names.empty() ? "" : ", ") + field.name;
  if (!names.empty())
    notes.push_back(
        fmt::format("lists are made without {}: a user has one list, whatever the rows to find say of it", names));
}

std::string where(const Parts& parts, const Segment& segment) {
  return fmt::format("{} ({}): ", segment.name, name(parts.by));
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
  return measure_users(model, held_out, seen, names, options, {}, threads).evaluation;
}

Measured measure_users(const Model& model, const PairRows& held_out, std::span<const PairRows> seen,
                       std::span<const std::string> names, const RankingOptions& options,
                       std::span<const SegmentedBy> by, int threads) {
  const std::vector<NamedMetric> metrics = chosen_metrics(names);
  const bool known = zero_or_one(held_out);
  for (const NamedMetric& metric : metrics) check_relevance(metric, known, options.relevant);
  const CandidateSource candidates(options.candidates);
  // The other relevant items of a user would stand among given candidates as if they were not.
  if (std::ranges::find(by, SegmentedBy::popularity) != by.end() && options.candidates != RankingOptions{}.candidates)
    throw Error(Code::usage, "segments by popularity rank all items, and candidates are given",
                "leave out the candidates, or ask for segments by activity");
  std::vector<Parts> segmented;
  for (const SegmentedBy each : by) segmented.emplace_back(each, held_out, seen);
  const Catalogue catalogue(model, threads);
  const UserLists users(catalogue, model.star(), held_out, seen, candidates, options);
  if (users.size() == 0)
    throw Error(Code::bad_data, "no row to rank for has both a user and an item", "hold out other rows");
  FirstItems first = first_items_for(metrics, model, catalogue, users, seen, threads);
  const Measures measures(metrics, catalogue.rank(users.requests()), std::move(first));
  const std::vector<RankedList>& lists = measures.lists();
  if (std::ranges::all_of(lists, [](const RankedList& list) { return list.relevant() == 0; }))
    throw Error(Code::bad_data,
                fmt::format("none of {} users has a relevant row, so that there is nothing to find", lists.size()),
                options.relevant ? "give a lower --relevant" : "hold out other rows");

  Measured result;
  Evaluation& evaluation = result.evaluation;
  evaluation.rows = held_out.rows.size();
  evaluation.cold_rows = users.cold_rows();
  evaluation.lists = evaluation.users = lists.size();
  evaluation.listed_by = name(Role::user);
  evaluation.candidates = candidates.words();
  evaluation.notes = users.notes();
  note_contexts(*implementation_of(model).plan, evaluation.notes);
  note_short_lists(metrics, lists, evaluation);
  evaluation.metrics = measures.over(all_of(lists.size()));
  note_undefined(evaluation.metrics, "", evaluation.notes);
  result.users.columns = measures.columns();
  for (std::size_t i = 0; i < lists.size(); ++i) {
    result.users.users.push_back(users.id(i));
    result.users.rows.push_back(static_cast<double>(lists[i].rows()));
  }

  // By popularity, a user's rows of other parts are left out of its list, and first items are those of the whole list.
  std::vector<NamedMetric> of_relevant = metrics;
  std::erase_if(of_relevant, [](const NamedMetric& metric) { return metric.first != nullptr; });
  for (const Parts& parts : segmented) {
    Segmentation& segmentation = result.segments.emplace_back();
    segmentation.by = parts.by;
    for (std::size_t part = 0; part < Parts::count; ++part) {
      Segment segment = parts.segment(part, held_out);
      if (segment.rows == 0) continue;
      if (parts.by == SegmentedBy::activity) {
        std::vector<std::uint32_t> those;
        for (std::uint32_t i = 0; i < users.size(); ++i)
          if (parts.of_code[users.code(i)] == part) those.push_back(i);
        segment.users = those.size();
        segment.metrics = measures.over(those);
      } else {
        const PairRows inside{held_out.ids, rows_of(parts, part, held_out)};
        std::vector<PairRows> left_out(seen.begin(), seen.end());
        left_out.push_back({held_out.ids, rows_of(parts, part, held_out, false)});
        const UserLists some(catalogue, model.star(), inside, left_out, candidates, options);
        segment.users = some.size();
        segment.metrics = Measures(of_relevant, catalogue.rank(some.requests()), {}).over(all_of(some.size()));
      }
      note_undefined(segment.metrics, where(parts, segment), evaluation.notes);
      segmentation.segments.push_back(std::move(segment));
    }
  }
  return result;
}

}  // namespace interplay
