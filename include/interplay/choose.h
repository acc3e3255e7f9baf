// Choosing a model: candidates with different models, solvers, ranks and fields are compared on rows held out of the
// training part. The test part is never read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// The limit of a search: a number of seconds or, where passes is above 0, of passes over the training rows.
struct Budget {
  double seconds = 60;
  std::int64_t passes = 0;
};
// "60s", "5m", "1h" or "200-passes". Throws Error(usage).
Budget budget_named(std::string_view text);

// A way to train, with its result.
struct Candidate {
  TrainOptions options;             // epochs: those of its last training
  std::vector<std::string> fields;  // the fields that the model reads, in order
  double error = 0;                 // the deciding metric on the held-out rows; NaN if the training failed
  double seconds = 0;               // of its last training
  std::string failure;              // why the training failed; empty if it did not
};

struct Choice {
  std::string metric;    // the deciding metric: rmse, or logloss for targets 0 and 1
  std::string held_out;  // which rows it was measured on, in words
  // Sorted by error, except that the chosen candidate comes first: among those that are as good as the best, to within
  // one standard error of the paired difference, the one that usually does well.
  std::vector<Candidate> tried;
  std::int64_t passes = 0;   // used by all trainings together; a budget of so many passes gives the same choice
  bool complete = false;     // every candidate was tried
  bool interrupted = false;  // the observer asked to stop; `tried` may be empty
};

class ChoiceObserver {
 public:
  virtual ~ChoiceObserver() = default;
  // Called after every training, never concurrently, on any thread.
  virtual void on(const Candidate& /*candidate*/, std::int64_t /*passes so far*/) {}
  // Called often, from several threads. If it returns true, the trainings in progress are dropped.
  virtual bool stop_requested() { return false; }
};

// Successive halving without rounds (ASHA; Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning").
// The candidates are tried in a fixed order, samplers with few passes at first. Whenever a candidate is in the best
// third of those tried with as many passes, it is trained again with about four times as many. The next training
// depends only on the results so far, neither on the clock nor on `given.threads`; the budget cuts this sequence off,
// so that equal numbers of passes give equal choices. At least the first candidate is trained.
//
// `data`: as read, with all fields that may be chosen. Targets outside split.train and split.valid are removed before
// anything else happens. Candidates are compared on split.valid if it has rows; otherwise on rows held out of
// split.train or, where rows are few, on all of its rows in turn. `given`: its seed, threads, target_kind and
// target_transform apply to every candidate. Throws Error(usage) if another option differs from its default, since
// these options are chosen here.
Choice choose_model(Dataset data, const Split& split, const TrainOptions& given, const Budget& budget,
                    const DataOptions& data_options, ChoiceObserver& observer);

}  // namespace interplay
