#include "workflow/ranking/validate_lists.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/random.h"
#include "interplay/evaluate.h"
#include "score/catalogue.h"
#include "solvers/monitor.h"
#include "workflow/plan_for.h"
#include "workflow/ranking/user_lists.h"

namespace interplay {
namespace {

// So many tell epochs apart: the standard error of a mean of numbers from 0 to 1 is at most 0.005.
constexpr std::size_t most_users = 10000;
// Of the stream of splits, whose own steps are 0 to 2.
constexpr std::uint64_t users_step = 3;

// The rows of at most `most_users` users, drawn by the seed.
std::vector<std::uint32_t> rows_to_watch(const PairIds& ids, const std::vector<std::uint32_t>& rows,
                                         std::uint64_t seed) {
  std::vector<std::uint32_t> users;
  for (const std::uint32_t row : rows)
    if (ids.user[row] != 0) users.push_back(ids.user[row]);
  std::ranges::sort(users);
  users.erase(std::ranges::unique(users).begin(), users.end());
  RandomStream random(seed, Purpose::split, users_step);
  if (users.size() > most_users) {
    shuffle(std::span(users), random);
    users.resize(most_users);
    std::ranges::sort(users);
  }
  std::vector<std::uint32_t> watched;
  for (const std::uint32_t row : rows)
    if (std::ranges::binary_search(users, ids.user[row])) watched.push_back(row);
  return watched;
}

class ListValidation {
 public:
  ListValidation(const Dataset& data, const Split& split, const ModelImplementation& model, int threads)
      : model_(model), threads_(threads), names_(usual_list_metrics()) {
    PairIds ids = pair_ids(data);
    ids.target = {};  // they happened, and that is all
    held_out_ = {ids, rows_to_watch(ids, split.valid, static_cast<std::uint64_t>(model.options.seed))};
    seen_ = {ids, split.train};
    const auto monitor = monitor_of(model.options, Measurable::lists, true);
    if (monitor && monitor->valid && std::ranges::find(names_, monitor->metric) == names_.end())
      names_.push_back(monitor->metric);
  }

  bool empty() const { return held_out_.rows.empty(); }

  MetricValues operator()(const Parameters& parameters) {
    auto now = std::make_shared<ModelImplementation>();
    now->star = model_.star;
    now->options = model_.options;
    now->data_options = model_.data_options;
    now->target = model_.target;
    now->library_version = model_.library_version;
    now->plan = std::make_unique<ModelPlan>(plan_for(now->star.schema, now->options, now->target));
    now->members.add(parameters);
    now->histories.emplace_back();
    const Catalogue catalogue(model_of(std::move(now)), threads_);
    if (!users_)
      users_.emplace(catalogue, model_.star, held_out_, std::span(&seen_, 1), CandidateSource("all"), RankingOptions());
    const std::vector<RankedList> lists = catalogue.rank(users_->requests());
    MetricValues values;
    for (const std::string& name : names_) {
      const NamedMetric metric = named_list_metric(name);
      values.emplace_back(name, over_lists(*metric.lists, lists, metric.k));
    }
    return values;
  }

 private:
  const ModelImplementation& model_;
  int threads_;
  std::vector<std::string> names_;
  PairRows held_out_, seen_;
  std::optional<UserLists> users_;  // from the first epoch on
};

}  // namespace

Validate validate_lists(const Dataset& data, const Split& split, const ModelImplementation& model, int threads) {
  if (split.valid.empty()) return {};
  auto validation = std::make_shared<ListValidation>(data, split, model, threads);
  if (validation->empty()) return {};
  return [validation](const Parameters& parameters) { return (*validation)(parameters); };
}

}  // namespace interplay
