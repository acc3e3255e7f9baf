#include "solvers/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "base/files.h"
#include "interplay/error.h"
#include "model/safetensors.h"
#include "solvers/monitor.h"
#include "solvers/schedule.h"
#include "solvers/start_loss.h"

namespace interplay {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t most_halvings = 8;
// If the training loss of an epoch is this many times the loss at the start, the parameters are spoiled, even if
// finite: later epochs do not recover, and end in NaN or nonsense.
constexpr double spoiled = 10;
constexpr std::chrono::milliseconds between_progress_events{100};

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double value_of(const MetricValues& values, std::string_view wanted) {
  for (const auto& [name, value] : values)
    if (name == wanted) return value;
  return std::numeric_limits<double>::quiet_NaN();
}

class Loop {
 public:
  Loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate, Observer& observer,
       const CheckpointPlan& checkpoint)
      : problem_(problem),
        options_(problem.options),
        solver_(solver),
        parameters_(parameters),
        validate_(validate),
        observer_(observer),
        checkpoint_(checkpoint),
        binary_(problem.plan.objective().binary()),
        monitor_(monitor_of(problem.options, problem.target.empty() ? Measurable::lists : measured(binary_),
                            static_cast<bool>(validate))) {
    check_schedule(options_);
    if (options_.schedule == "plateau" && !monitor_)
      throw Error(Code::usage, "schedule 'plateau' waits for an epoch without improvement, and nothing is monitored",
                  "hold out rows with --valid 0.1 or --valid-file, or choose the schedule constant");
  }

  History run() {
    start();
    std::string reason;
    while ((reason = reason_to_stop()).empty()) step();
    return finish(std::move(reason));
  }

 private:
  bool writes() const { return checkpoint_.writes && !checkpoint_.path.empty(); }

  bool keeps_best() const { return monitor_ && options_.restore_best && !solver_.samples(); }

  bool equal_targets() const {
    const std::span<const float> target = problem_.target;
    return !target.empty() && !problem_.rows.empty() && std::ranges::all_of(problem_.rows, [&](std::uint32_t row) {
      return target[row] == target[problem_.rows.front()];
    });
  }

  void start() {
    if (solver_.has_rate()) {
      take_snapshot(parameters_, solver_, first_);
      // Targets that are all equal are fitted from the start, so that this loss is no measure.
      if (!equal_targets()) start_loss_ = start_loss(problem_, parameters_);
    }
    if (checkpoint_.resume && !checkpoint_.path.empty()) {
      if (auto loop = read_checkpoint(checkpoint_, problem_, solver_, parameters_, last_, best_)) {
        loop_ = std::move(*loop);
        restore(last_, parameters_, solver_);
        message(MessageEvent::Level::info, fmt::format("resuming after epoch {} of {}", loop_.epoch, checkpoint_.path));
        if (keeps_best() && loop_.history.best_epoch == loop_.epoch) best_ = last_.parameters;
        written_ = loop_.epoch;
        return;
      }
    }
    take_snapshot(parameters_, solver_, last_);
  }

  // Depends only on what a checkpoint holds (and on the user's wish), so that a resumed run stops at the same epoch.
  std::string reason_to_stop() const {
    if (monitor_ && options_.patience > 0 && loop_.epochs_without_improvement >= options_.patience) {
      return fmt::format("no improvement for {} epoch{}", options_.patience, options_.patience == 1 ? "" : "s");
    }
    if (loop_.epoch >= options_.epochs) return "all epochs";
    return interrupted_ ? "interrupted" : "";
  }

  // One pass, and what follows from it.
  void step() {
    const std::int64_t epoch = loop_.epoch + 1;
    const double rate = learning_rate_of(options_, epoch) * loop_.step_scale;
    const auto start = Clock::now();
    const PassResult pass = solver_.pass(epoch, rate, [&](double fraction) { return go_on(epoch, fraction, start); });
    if (pass.stopped) {
      interrupted_ = true;
      return;
    }
    const double pass_seconds = seconds_since(start);
    if (const std::string fault = fault_of(pass); !fault.empty()) {
      start_over(epoch, fault);
      return;
    }
    EpochEvent event;
    event.record = record_of(epoch, rate, pass);
    event.best = note_epoch(event.record);
    event.seconds = seconds_since(start);
    event.rows_per_second = static_cast<double>(problem_.rows.size()) / std::max(pass_seconds, 1e-9);
    if (problem_.cluster.several()) compare_processes(epoch);
    observer_.on(event);
    if (writes() && epoch % checkpoint_.every == 0) save_checkpoint();
    interrupted_ = observer_.stop_requested();
  }

  // All processes have the same parameters after each epoch, to the bit.
  void compare_processes(std::int64_t epoch) {
    Cluster& cluster = problem_.cluster;
    const Phase phase(cluster, "comparison");
    const std::span<const float> numbers = parameters_.block();
    const std::vector<std::uint64_t> sums = cluster.allgather(checksum(as_bytes(numbers)));
    for (std::size_t p = 1; p < sums.size(); ++p)
      if (sums[p] != sums[0])
        throw Error(Code::io,
                    fmt::format("{} has come to other parameters than {} in epoch {}", cluster.describe(p),
                                cluster.describe(0), epoch),
                    "use processors and system libraries of one kind, and look for faulty memory");
  }

  // Why the result of the pass is unusable, in words; empty if it is not.
  std::string fault_of(const PassResult& pass) const {
    if (!pass.finite() || !parameters_.finite()) return "met a NaN or an infinity";
    if (!solver_.has_rate() || !(start_loss_ > 0) || !(pass.loss > spoiled * start_loss_)) return "";
    return fmt::format("came to a training loss of {:.3g}, where training starts from {:.3g}", pass.loss, start_loss_);
  }

  bool go_on(std::int64_t epoch, double fraction, Clock::time_point start) {
    if (observer_.stop_requested()) return false;
    const auto now = Clock::now();
    if (now - last_progress_ >= between_progress_events) {
      last_progress_ = now;
      const double rows = fraction * static_cast<double>(problem_.rows.size());
      observer_.on(ProgressEvent{epoch, options_.epochs, fraction, rows / std::max(seconds_since(start), 1e-9)});
    }
    return true;
  }

  EpochRecord record_of(std::int64_t epoch, double rate, const PassResult& pass) const {
    EpochRecord record;
    record.epoch = epoch;
    record.learning_rate = solver_.has_rate() ? rate : 0;
    const double factor = problem_.plan.objective().loss_factor();
    record.loss = factor * pass.loss;
    record.penalized = factor * pass.penalized;
    // Measured during the pass, each row when it was visited: the rows are not read again. Without a target there is
    // only the loss.
    if (problem_.plan.objective().loss->needs_target() && !problem_.target.empty())
      record.train = {binary_ ? std::pair<std::string, double>("logloss", record.loss)
                              : std::pair<std::string, double>("rmse", std::sqrt(record.loss))};
    if (!pass.train.empty()) record.train = pass.train;
    record.draw = pass.draw;
    record.l2 = pass.l2;
    if (validate_) record.valid = validate_(parameters_);
    if (monitor_ && monitor_->valid_loss()) {
      const double penalty = record.penalized - record.loss;
      record.valid.emplace_back("penalized", value_of(record.valid, "loss") + penalty);
    }
    return record;
  }

  // Returns whether the epoch is the best so far.
  bool note_epoch(const EpochRecord& record) {
    loop_.epoch = record.epoch;
    loop_.history.epochs.push_back(record);
    take_snapshot(parameters_, solver_, last_);
    if (!monitor_) return false;
    const double value = monitor_->value(record);
    const bool best = loop_.history.best_epoch == 0 ? !std::isnan(value) : monitor_->better(value, loop_.best_value);
    if (!std::isnan(value)) ++loop_.epochs_without_improvement;  // what is undefined says neither yes nor no
    if (!best && !std::isnan(value) && options_.schedule == "plateau") loop_.step_scale *= options_.decay;
    if (!best) return false;
    loop_.best_value = value;
    loop_.epochs_without_improvement = 0;
    loop_.history.best_epoch = record.epoch;
    if (keeps_best()) best_ = last_.parameters;
    return true;
  }

  // Training starts again from the beginning, not from the epoch before, which may already be spoiled. Every run of the
  // same training gets here in the same way, even one resumed from a checkpoint of an epoch that is now dropped.
  void start_over(std::int64_t epoch, const std::string& fault) {
    restore(last_, parameters_, solver_);
    if (!(rate_now() > 0) || loop_.halvings >= most_halvings) give_up(epoch, fault);
    LoopState anew;
    anew.halvings = loop_.halvings + 1;
    anew.step_scale = std::ldexp(1.0, -static_cast<int>(anew.halvings));  // without the steps of a plateau
    loop_ = std::move(anew);
    restore(first_, parameters_, solver_);
    take_snapshot(parameters_, solver_, last_);
    best_ = {};
    written_ = 0;
    message(MessageEvent::Level::warning,
            fmt::format("epoch {} {}: training starts again with the learning rate halved to {:.3g}", epoch, fault,
                        rate_now()));
  }

  // The learning rate that training starts with; 0 where nothing descends, and a smaller rate is no remedy.
  double rate_now() const { return solver_.has_rate() ? learning_rate_of(options_, 1) * loop_.step_scale : 0; }

  [[noreturn]] void give_up(std::int64_t epoch, const std::string& fault) {
    if (writes() && loop_.epoch > written_) save_checkpoint();
    std::string found = fmt::format("epoch {} {}", epoch, fault);
    std::string remedy = "look for extreme values of target, weight and numeric fields (interplay check), or ";
    if (rate_now() > 0) {
      found += fmt::format(", even with the learning rate at {:.3g}", rate_now());
      remedy += "pass a smaller --learning-rate";
    } else if (solver_.has_rate()) {
      remedy += "pass a --learning-rate above 0";
    } else {
      std::vector<std::string_view> ways = {"a smaller --rank"};
      if (options_.block != 1) ways.insert(ways.begin(), options_.block == 0 ? "--block 8" : "--block 1");
      if (!solver_.samples()) ways.emplace_back("a greater --l2");
      remedy += fmt::format("pass {}", fmt::join(ways, " or "));
    }
    if (written_ > 0) remedy += "; the checkpoint holds the last finite state";
    throw Error(Code::diverged, std::move(found), std::move(remedy));
  }

  // A full disk must not cost what was learned: training goes on, and the file of the last time stays. Said once, until
  // a checkpoint can be written again.
  void save_checkpoint() {
    // The best parameters are stored once when they are the last ones.
    const bool best_is_last = loop_.history.best_epoch == loop_.epoch;
    try {
      write_checkpoint(checkpoint_, problem_, solver_, parameters_, loop_, last_,
                       best_is_last ? AlignedArray<float>() : best_);
    } catch (const Error& error) {
      if (error.code() != Code::io && error.code() != Code::not_found) throw;
      if (!std::exchange(checkpoint_fails_, true))
        message(MessageEvent::Level::warning,
                fmt::format("no checkpoint of epoch {} ({}); training goes on, {}", loop_.epoch, error.what(),
                            written_ > 0 ? fmt::format("and that of epoch {} stays", written_) : "without one so far"));
      return;
    }
    checkpoint_fails_ = false;
    written_ = loop_.epoch;
    observer_.on(CheckpointEvent{checkpoint_.path, loop_.epoch});
  }

  History finish(std::string reason) {
    if (writes() && loop_.epoch > written_) save_checkpoint();
    const bool best_is_last = loop_.history.best_epoch == loop_.epoch;
    if (loop_.epoch > 0) {
      restore(last_, parameters_, solver_);
      if (keeps_best() && !best_is_last && best_.size() > 0) {
        std::copy(best_.begin(), best_.end(), parameters_.block().begin());
      }
    } else if (!parameters_.finite()) {
      restore(last_, parameters_, solver_);
    }
    History history = std::move(loop_.history);
    history.monitor = monitor_ ? monitor_->name() : "";
    history.stopped = std::move(reason);
    observer_.on(StoppedEvent{loop_.epoch, history.best_epoch, history.stopped});
    return history;
  }

  void message(MessageEvent::Level level, std::string text) { observer_.on(MessageEvent{level, std::move(text)}); }

  const Problem& problem_;
  const TrainOptions& options_;
  Solver& solver_;
  Parameters& parameters_;
  const Validate& validate_;
  Observer& observer_;
  const CheckpointPlan& checkpoint_;
  bool binary_;
  std::optional<Monitor> monitor_;

  LoopState loop_;
  Snapshot first_;            // before the first pass, if training can start over
  double start_loss_ = 0;     // valid only in that case; 0: losses are not judged
  Snapshot last_;             // after the last completed pass: finite
  AlignedArray<float> best_;  // of the best epoch, if kept
  Clock::time_point last_progress_{};
  std::int64_t written_ = 0;  // epoch of the checkpoint file
  bool checkpoint_fails_ = false;
  bool interrupted_ = false;
};

}  // namespace

History run_loop(const Problem& problem, Solver& solver, Parameters& parameters, const Validate& validate,
                 Observer& observer, const CheckpointPlan& checkpoint) {
  return Loop(problem, solver, parameters, validate, observer, checkpoint).run();
}

}  // namespace interplay
