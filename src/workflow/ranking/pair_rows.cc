#include <numeric>

#include "interplay/interactions.h"
#include "interplay/measure.h"
#include "interplay/read.h"

namespace interplay {

PairRows pair_rows(const Model& model, const std::vector<std::string>& paths, const DataOptions& options, int threads,
                   std::vector<std::string>& notes) {
  // Weights do not count in lists: what makes interactions of rows is all that is taken from training.
  DataOptions like_training = options;
  like_training.implicit = model.data_options().implicit;
  like_training.threshold = model.data_options().threshold;
  like_training.repeats = model.data_options().repeats;
  Dataset as_read;
  read_for(model, paths, options, threads, &as_read);
  as_read = interactions_of(std::move(as_read), like_training);
  notes = as_read.notes;
  PairRows rows{pair_ids(as_read), std::vector<std::uint32_t>(as_read.rows)};
  std::iota(rows.rows.begin(), rows.rows.end(), 0u);
  return rows;
}

}  // namespace interplay
