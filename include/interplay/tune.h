// Searching for options: many trainings, compared on the validation part. The test part is never read.
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
  std::int64_t number = 0;                                  // from 1; it determines the values
  std::int64_t rung = 0;                                    // of successive halving, from 0
  std::int64_t epochs = 0;                                  // that it was trained for
  std::vector<std::pair<std::string, std::string>> values;  // the searched options, as text
  bool diverged = false;                                    // if so, there are no metrics
  double error = 0;      // the deciding metric on the validation part; NaN if diverged
  MetricValues metrics;  // all metrics that fit the target, on the validation part
  std::int64_t best_epoch = 0;
};

struct TuneResult {
  std::string metric;  // the deciding metric
  bool minimize = true;
  std::string target;  // the name of the target's column
  std::string search;  // the space, written as in TuneOptions::search
  // The last training of every trial: first those of the last rung, and each rung by error, best first.
  std::vector<Trial> trials;
  std::vector<Trial> trainings;  // all trainings, rung by rung, each rung best first
  TrainOptions best;             // those of the first trial
  std::size_t resumed = 0;       // number of trainings that the results file already held
  bool interrupted = false;      // `trials` may then be empty
};

class TuneObserver {
 public:
  virtual ~TuneObserver() = default;
  // Called after every training, never concurrently, on any thread.
  virtual void on(const Trial& /*trial*/, std::size_t /*done*/, std::size_t /*planned*/) {}
  // Something that does not end the search, on any thread: the file of results cannot be written.
  virtual void warn(const std::string& /*text*/) {}
  // Called often, from several threads. If it returns true, the trainings in progress are dropped.
  virtual bool stop_requested() { return false; }
};

// The space that is searched for a model by default, written as in TuneOptions::search.
std::string default_search(const TrainOptions& options);

// Random search: `trials` points are drawn from the space. With `halving`, successive halving (Jamieson, Talwalkar
// 2016): all trials get few epochs, the best one of every `reduction` gets `reduction` times as many, and so on up to
// options.epochs; every rung trains from the start. The space is written NAME=LOW..HIGH (whole numbers or real ones, as
// the option is), NAME=LOW..HIGH:log (uniform in the logarithm) or NAME=A|B|C, separated by commas; names are those of
// TrainOptions. `data` is as read. It is encoded by the training rows, and targets outside split.train and split.valid
// are removed before anything else happens. Trials run on options.threads threads, one thread each; the result does not
// depend on their number. The file `results`, unless empty, is replaced after every training. If it exists, it must be
// of the same search, and trainings that it holds are not repeated. Throws Error(usage) before any training for a
// space, metric or split that is not possible.
TuneResult tune(Dataset data, const Split& split, const TrainOptions& options, const TuneOptions& search,
                const DataOptions& data_options, const std::filesystem::path& results, TuneObserver& observer);

}  // namespace interplay
