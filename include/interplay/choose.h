// Choosing a model: candidates of several models, solvers, ranks and fields, compared on rows that are held out of the
// training part. The test part is never looked at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// How long a search may last: seconds, or, where passes is above 0, passes over the training rows.
struct Budget {
  double seconds = 60;
  std::int64_t passes = 0;
};
// "60s", "5m", "1h" or "200-passes". Throws Error(usage).
Budget budget_named(std::string_view text);

// One way to train, and what it came to.
struct Candidate {
  TrainOptions options;             // its epochs are those of its last training
  std::vector<std::string> fields;  // that the model reads, in order
  double error = 0;                 // the metric that decides, on the rows held out; NaN where the training failed
  double seconds = 0;               // of its last training
  std::string failure;              // why it failed
};

struct Choice {
  std::string metric;    // that decided: rmse, or logloss of targets 0 and 1
  std::string held_out;  // which rows decided, in words
  // By error; but first what is chosen: of those that are as good as the best, by a standard error of the paired
  // difference, the one that usually does well.
  std::vector<Candidate> tried;
  std::int64_t passes = 0;   // over the training rows, all together: this budget gives the same choice
  bool complete = false;     // there was nothing left to try
  bool interrupted = false;  // by the observer; `tried` may then be empty
};

class ChoiceObserver {
 public:
  virtual ~ChoiceObserver() = default;
  // After a training, one at a time, on any thread.
  virtual void on(const Candidate& /*candidate*/, std::int64_t /*passes so far*/) {}
  // Asked often, from several threads. What is in training then is left out.
  virtual bool stop_requested() { return false; }
};

// Successive halving without rounds (ASHA; Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning"):
// the candidates are tried in a fixed order, samplers with few passes at first, and whenever one of them is in the best
// third of those tried with as many, it is trained with about four times as many. What is done next depends on what was
// found alone, neither on the clock nor on `given.threads`: a budget cuts this sequence off, so that equal passes give
// equal choices. At least the first candidate is trained.
// `data` as read, with all the fields that may be chosen from; targets outside of split.train and split.valid are
// removed before anything else is done. Rows to decide by are split.valid, where there are any, else a part of
// split.train that is held out for it, or, of few rows, all of them in turn.
// `given`: seed, threads, target_kind and target_transform are those of every candidate.
// Throws Error(usage) for other options that differ from their defaults: they are chosen here.
Choice choose_model(Dataset data, const Split& split, const TrainOptions& given, const Budget& budget,
                    const DataOptions& data_options, ChoiceObserver& observer);

}  // namespace interplay
