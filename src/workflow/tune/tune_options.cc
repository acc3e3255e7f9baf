// The table of TuneOptions.
#include "base/options/table.h"
#include "interplay/tune.h"

namespace interplay {

template <>
std::span<const Option<TuneOptions>> options<TuneOptions>() {
  using O = TuneOptions;
  static const std::vector<Option<O>> table = {
      {.name = "search",
       .member = &O::search,
       .group = "Search",
       .help = "Options to search, as NAME=LOW..HIGH, NAME=LOW..HIGH:log or NAME=A|B, separated by commas; empty means "
               "those that matter most to the model",
       .brief = "What to search: rank=8..64,l2=0.01|0.1"},
      {.name = "trials",
       .member = &O::trials,
       .group = "Search",
       .help = "How many points of the space to try",
       .low = 1,
       .high = 100000,
       .brief = "Number of points to try"},
      {.name = "halving",
       .member = &O::halving,
       .group = "Search",
       .help = "Successive halving: all trials with few epochs, the best of them with more, and so on",
       .brief = ""},
      {.name = "reduction",
       .member = &O::reduction,
       .group = "Search",
       .help = "Of every N trials, one goes on to the next round of halving, with N times the epochs",
       .low = 2,
       .high = 100,
       .brief = ""},
      {.name = "metric",
       .member = &O::metric,
       .group = "Search",
       .help = "Metric of the validation part that decides; auto is rmse for numbers and logloss for 0 and 1",
       .brief = ""},
      {.name = "search_seed",
       .member = &O::search_seed,
       .group = "Search",
       .help = "Seed of the drawn points: the same seed gives the same points, and more trials add to them",
       .low = 0,
       .high = 1e15,
       .brief = ""},
  };
  return table;
}

template INTERPLAY_API void set_option(TuneOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const TuneOptions&, std::string_view);
template INTERPLAY_API void check_options(const TuneOptions&);

}  // namespace interplay
