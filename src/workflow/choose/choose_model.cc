#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>

#include "base/task_pool.h"
#include "interplay/choose.h"
#include "interplay/error.h"
#include "interplay/train.h"
#include "model/predict.h"
#include "workflow/choose/candidates.h"
#include "workflow/choose/check_parts.h"
#include "workflow/paired_losses.h"
#include "workflow/target.h"

namespace interplay {
namespace {

using Clock = std::chrono::steady_clock;

// As many trainings are planned at a time, whatever the number of threads.
constexpr std::size_t wave = 4;
// One of so many candidates goes on to more passes.
constexpr std::size_t reduction = 3;
// When there is nothing new to try, candidates go on, too, that are not worse than by this factor than the best of
// those tried with as many passes.
constexpr double worth_finishing = 1.005;

// The winner is the cheapest candidate whose error is within so many standard errors of the least one.
constexpr double standard_errors = 1;

struct Entry {
  CandidateSpec spec;
  std::vector<double> errors;  // after spec.passes[i], for those that were tried
  std::vector<double> losses;  // by row, of the last training
  double seconds = 0;
  std::string failure;

  bool failed() const { return !failure.empty(); }
  std::size_t levels_done() const { return errors.size(); }
  bool can_go_on() const { return !failed() && levels_done() < spec.passes.size(); }
};

struct Job {
  std::size_t entry = 0;
  std::int64_t passes = 0;
  bool done = false;
  std::vector<double> losses;
  double seconds = 0;
  std::string failure;
};

// Stops a training when the time is over or the user asks for it.
class Deadline : public Observer {
 public:
  Deadline(ChoiceObserver& observer, std::optional<Clock::time_point> end) : observer_(observer), end_(end) {}
  bool stop_requested() override {
    stopped_ = stopped_ || observer_.stop_requested() || (end_ && Clock::now() >= *end_);
    return stopped_;
  }
  bool stopped() const { return stopped_; }

 private:
  ChoiceObserver& observer_;
  std::optional<Clock::time_point> end_;
  bool stopped_ = false;
};

class Chooser {
 public:
  Chooser(const Dataset& data, const Split& split, const TrainOptions& given, const Budget& budget,
          const DataOptions& data_options, ChoiceObserver& observer)
      : data_(data),
        given_(given),
        budget_(budget),
        data_options_(data_options),
        observer_(observer),
        binary_(target_info(data, split, given).binary),
        parts_(check_parts(split, 3)) {
    if (parts_.empty())
      throw Error(Code::usage, "a model is chosen on rows held out, and there is a single training row",
                  "name a model");
    for (CandidateSpec& spec : candidates_for(data, split, given)) entries_.push_back({std::move(spec), {}, {}, 0, {}});
    if (budget.passes == 0)
      end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(budget.seconds));
    double weights = 0;
    for (const CheckPart& part : parts_)
      for (const std::uint32_t row : part.check)
        weights += data.weight().empty() ? 1.0 : static_cast<double>(data.weight()[row]);
    weights_ = weights;
  }

  Choice run() {
    Choice choice;
    while (!over_) {
      std::vector<Job> jobs = plan();
      choice.complete = jobs.empty();
      if (jobs.empty()) break;
      cut_to_budget(jobs);
      if (jobs.empty()) break;
      do_jobs(jobs);
      for (Job& job : jobs) keep(job);
    }
    choice.metric = binary_ ? "logloss" : "rmse";
    choice.held_out = held_out_words();
    choice.passes = passes_;
    choice.interrupted = observer_.stop_requested();
    choice.tried = ranking();
    if (!choice.interrupted && (choice.tried.empty() || !choice.tried.front().failure.empty()))
      throw Error(Code::diverged, "no candidate could be trained: " + entries_.front().failure, "name a model");
    return choice;
  }

 private:
  // What is done next: candidates that have earned more passes, then new ones, then what is nearly as good as the best.
  std::vector<Job> plan() const {
    std::vector<Job> jobs;
    const auto add = [&](std::size_t entry) {
      const bool planned = std::ranges::any_of(jobs, [&](const Job& job) { return job.entry == entry; });
      if (planned || jobs.size() == wave || !entries_[entry].can_go_on()) return;
      jobs.push_back({entry, entries_[entry].spec.passes[entries_[entry].levels_done()], false, {}, 0, {}});
    };
    for (std::size_t level = most_levels(); level-- > 0;) {
      const std::vector<std::size_t> order = order_at(level);
      for (std::size_t place = 0; place < order.size() / reduction; ++place)
        if (entries_[order[place]].levels_done() == level + 1) add(order[place]);
    }
    for (std::size_t e = 0; e < entries_.size(); ++e)
      if (entries_[e].levels_done() == 0) add(e);
    if (!jobs.empty()) return jobs;
    for (std::size_t level = most_levels(); level-- > 0;) {
      const double enough = worth_finishing * best_error(level);
      for (std::size_t e = 0; e < entries_.size(); ++e)
        if (entries_[e].levels_done() == level + 1 && entries_[e].errors[level] <= enough) add(e);
    }
    return jobs;
  }

  std::size_t most_levels() const {
    std::size_t most = 0;
    for (const Entry& entry : entries_) most = std::max(most, entry.levels_done());
    return most;
  }

  // For the candidates that have several levels.
  double best_error(std::size_t level) const {
    double best = std::numeric_limits<double>::infinity();
    for (const Entry& entry : entries_)
      if (entry.spec.passes.size() > 1 && entry.levels_done() > level) best = std::min(best, entry.errors[level]);
    return best;
  }

  // The candidates tried at that level, the best first. One without a further level counts with its last result.
  std::vector<std::size_t> order_at(std::size_t level) const {
    std::vector<std::size_t> order;
    const auto error = [&](std::size_t e) {
      return entries_[e].errors[std::min(level, entries_[e].levels_done() - 1)];
    };
    for (std::size_t e = 0; e < entries_.size(); ++e) {
      const Entry& entry = entries_[e];
      const bool ended = entry.levels_done() == entry.spec.passes.size();
      if (!entry.failed() && entry.levels_done() > 0 && (entry.levels_done() > level || ended)) order.push_back(e);
    }
    std::ranges::stable_sort(order, {}, error);
    return order;
  }

  std::int64_t cost(const Job& job) const { return job.passes * std::ssize(parts_); }

  void cut_to_budget(std::vector<Job>& jobs) {
    if (budget_.passes == 0) return;
    std::int64_t planned = passes_;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      planned += cost(jobs[i]);
      if (planned <= budget_.passes || (passes_ == 0 && i == 0)) continue;
      jobs.resize(i);
      over_ = true;
    }
  }

  void do_jobs(std::vector<Job>& jobs) {
    for (const Job& job : jobs) encode_for(entries_[job.entry].spec.fields);
    const TaskPool cores(static_cast<int>(given_.threads));
    const TaskPool pool(std::min(cores.threads(), static_cast<int>(jobs.size())));
    const int share = std::max(1, cores.threads() / pool.threads());
    pool.run(jobs.size(), [&](std::size_t i) { do_job(jobs[i], share, passes_ == 0 && i == 0); });
    // What is known after a cut is the beginning of the sequence, whatever else was faster.
    const auto cut = std::ranges::find(jobs, false, &Job::done);
    over_ = over_ || cut != jobs.end();
    jobs.erase(cut, jobs.end());
  }

  void do_job(Job& job, int threads, bool first) {
    if (!first && end_ && Clock::now() >= *end_) return;
    const auto start = Clock::now();
    const CandidateSpec& spec = entries_[job.entry].spec;
    TrainOptions options = spec.options;
    options.epochs = job.passes;
    options.threads = threads;
    DataOptions data_options = data_options_;
    data_options.fields = spec.fields;
    Deadline observer(observer_, first ? std::nullopt : end_);
    try {
      const std::vector<Dataset>& encoded = encoded_.at(spec.fields);
      for (std::size_t p = 0; p < parts_.size(); ++p) {
        const Split split{"", parts_[p].fit, {}, {}};
        const Model model = train(encoded[p], split, options, data_options, observer);
        if (observer.stopped()) return;
        append_losses(model.predict(encoded[p], parts_[p].check, threads), gather(encoded[p].target(), parts_[p].check),
                      gather(encoded[p].weight(), parts_[p].check), binary_, job.losses);
      }
      if (!std::isfinite(total(job.losses))) job.failure = "its predictions are not finite";
    } catch (const Error& error) {
      job.failure = error.message();
    }
    job.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    job.done = true;
  }

  void encode_for(const std::vector<std::string>& fields) {
    if (encoded_.contains(fields)) return;
    std::vector<Dataset> all;
    for (const CheckPart& part : parts_) all.push_back(encode(with_inputs(data_, fields), part.fit, data_options_));
    encoded_.emplace(fields, std::move(all));
  }

  void keep(Job& job) {
    Entry& entry = entries_[job.entry];
    passes_ += cost(job);
    entry.seconds = job.seconds;
    entry.failure = std::move(job.failure);
    entry.losses = std::move(job.losses);
    const double mean = total(entry.losses) / weights_;
    entry.errors.push_back(entry.failed() ? std::numeric_limits<double>::infinity()
                                          : (binary_ ? mean : std::sqrt(mean)));
    observer_.on(candidate(entry), passes_);
  }

  Candidate candidate(const Entry& entry) const {
    Candidate made{entry.spec.options, entry.spec.fields, entry.errors.back(), entry.seconds, entry.failure};
    made.options.epochs = entry.spec.passes[entry.levels_done() - 1];
    made.options.threads = given_.threads;
    if (entry.failed()) made.error = std::numeric_limits<double>::quiet_NaN();
    return made;
  }

  // Sorted by error; but a candidate that usually does well comes before one that is better by no more than chance.
  std::vector<Candidate> ranking() const {
    std::vector<const Entry*> order;
    for (const Entry& entry : entries_)
      if (entry.levels_done() > 0) order.push_back(&entry);
    std::ranges::stable_sort(order, {}, [](const Entry* entry) { return entry->errors.back(); });
    const auto as_good = [&](const Entry& entry) {
      if (entry.failed() || entry.levels_done() != entry.spec.passes.size()) return false;
      const LossDifference behind = loss_difference(entry.losses, order.front()->losses);
      return behind.excess <= standard_errors * behind.standard_error;
    };
    if (!order.empty() && !order.front()->failed())
      if (const auto first = std::ranges::find_if(entries_, as_good); first != entries_.end()) {
        const auto place = std::ranges::find(order, &*first);
        std::rotate(order.begin(), place, place + 1);
      }
    std::vector<Candidate> tried;
    for (const Entry* entry : order) tried.push_back(candidate(*entry));
    return tried;
  }

  std::string held_out_words() const {
    std::size_t rows = 0;
    for (const CheckPart& part : parts_) rows += part.check.size();
    return parts_.size() > 1 ? fmt::format("{} training rows, each fifth in turn", rows)
                             : fmt::format("{} rows held out of training", rows);
  }

  const Dataset& data_;
  const TrainOptions& given_;
  const Budget& budget_;
  const DataOptions& data_options_;
  ChoiceObserver& observer_;
  bool binary_;
  std::vector<CheckPart> parts_;
  std::vector<Entry> entries_;                                        // in the order of trying
  std::map<std::vector<std::string>, std::vector<Dataset>> encoded_;  // by fields, for each part
  std::optional<Clock::time_point> end_;
  double weights_ = 0;  // of the rows that check
  std::int64_t passes_ = 0;
  bool over_ = false;
};

void check_given(const TrainOptions& given) {
  TrainOptions usual;
  usual.model = given.model;
  for (const auto& option : options<TrainOptions>()) {
    constexpr std::string_view free[] = {"seed", "threads", "target_kind", "target_transform"};
    if (std::ranges::find(free, option.name) != std::end(free)) continue;
    const std::string value = get_option(given, option.name);
    if (value == get_option(usual, option.name)) continue;
    throw Error(Code::usage, fmt::format("option '{}' is {}, and model 'auto' chooses it itself", option.name, value),
                "leave it out, or name a model; interplay tune searches the options of one model");
  }
}

}  // namespace

Budget budget_named(std::string_view text) {
  const auto wrong = [&](std::string_view reason) -> Error {
    return {Code::usage, fmt::format("the budget is '{}': {}", text, reason),
            "write seconds, minutes or hours (60s, 5m, 1h), or passes over the training rows (200-passes)"};
  };
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) throw wrong("it does not begin with a number");
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!(number > 0 && number <= 1e9)) throw wrong("the number is not above 0 and up to a billion");
  if (unit == "s") return {number, 0};
  if (unit == "m") return {number * 60, 0};
  if (unit == "h") return {number * 3600, 0};
  if (unit != "-passes" && unit != "-pass") throw wrong("its unit is none of s, m, h and -passes");
  if (number != std::floor(number)) throw wrong("passes are whole");
  return {0, static_cast<std::int64_t>(number)};
}

Choice choose_model(Dataset data, const Split& split, const TrainOptions& given, const Budget& budget,
                    const DataOptions& data_options, ChoiceObserver& observer) {
  check_given(given);
  TrainOptions common = given;
  common.model = TrainOptions{}.model;
  Split watched = split;
  watched.test.clear();
  hide_targets(data, watched);
  return Chooser(data, watched, common, budget, data_options, observer).run();
}

}  // namespace interplay
