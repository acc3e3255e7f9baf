#include "base/options/train.h"

#include "base/options/table.h"

namespace interplay {

template <>
std::span<const Option<TrainOptions>> options<TrainOptions>() {
  static const std::vector<Option<TrainOptions>> table = [] {
    std::vector<Option<TrainOptions>> all = train_model_options();
    for (const auto& part : {train_network_options(), train_solver_options(), train_run_options()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

// INTERPLAY_API: instances of a template do not take it from their namespace.
template INTERPLAY_API void set_option(TrainOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const TrainOptions&, std::string_view);
template INTERPLAY_API void check_options(const TrainOptions&);

}  // namespace interplay
