// Searching for options: many trainings, compared on the validation part. The test part is never looked at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/model.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

struct TuneOptions {
  std::string search;  // empty: default_search
  std::int64_t trials = 40;
  bool halving = false;
  std::int64_t reduction = 3;
  std::string metric = "auto";
  std::int64_t search_seed = 1;
};
template <>
std::span<const Option<TuneOptions>> options<TuneOptions>();
extern template void set_option(TuneOptions&, std::string_view, std::string_view);
extern template std::string get_option(const TuneOptions&, std::string_view);
extern template void check_options(const TuneOptions&);

// One training of the search.
struct Trial {
  std::int64_t number = 0;                                  // from 1: decides the values
  std::int64_t rung = 0;                                    // of successive halving, from 0
  std::int64_t epochs = 0;                                  // that it was given
  std::vector<std::pair<std::string, std::string>> values;  // of the searched options, as text
  bool diverged = false;                                    // then there are no metrics
  double error = 0;      // the metric that decides, on the validation part; NaN when diverged
  MetricValues metrics;  // all that fit the target, on the validation part
  std::int64_t best_epoch = 0;
};

struct TuneResult {
  std::string metric;  // that decided
  bool minimize = true;
  std::string target;  // the name of the target's column
  std::string search;  // the space, in the words that TuneOptions::search takes
  // The last training of every trial: those of the last rung first, each rung by its error, best first.
  std::vector<Trial> trials;
  std::vector<Trial> trainings;  // all of them, those of one rung after those of the other, each rung best first
  TrainOptions best;             // of the first of them
  std::size_t resumed = 0;       // trainings that the results file already held
  bool interrupted = false;      // `trials` may then be empty
};

class TuneObserver {
 public:
  virtual ~TuneObserver() = default;
  // After every training, one at a time, on any thread.
  virtual void on(const Trial& /*trial*/, std::size_t /*done*/, std::size_t /*planned*/) {}
  // Asked often, from several threads. What is in training then is left out.
  virtual bool stop_requested() { return false; }
};

// The space that is searched for a model where none is given, in words.
std::string default_search(const TrainOptions& options);

// Random search: `trials` draws from the space. With `halving`, successive halving (Jamieson, Talwalkar 2016): all
// trials with few epochs, the best one of every `reduction` with `reduction` times as many, and so on up to
// options.epochs; every rung trains from the start.
// The space is written NAME=LOW..HIGH (whole numbers or any, as the option is), NAME=LOW..HIGH:log (uniform in the
// logarithm) or NAME=A|B|C, separated by commas; names are those of TrainOptions.
// `data` as read; it is encoded by the training rows, and targets outside of split.train and split.valid are removed
// before anything else is done. Trials run on options.threads threads, each on one; the result does not depend on it.
// `results`, unless empty, is replaced after every training; where it exists it must be of the same search, and what
// it holds is not trained again.
// Throws Error(usage) before any training for a space, metric or split that cannot be.
TuneResult tune(Dataset data, const Split& split, const TrainOptions& options, const TuneOptions& search,
                const DataOptions& data_options, const std::filesystem::path& results, TuneObserver& observer);

}  // namespace interplay
