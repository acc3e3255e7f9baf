// The options of a split: which rows are held out.
#include "base/options/table.h"

namespace interplay {

template <>
std::span<const Option<SplitOptions>> options<SplitOptions>() {
  using O = SplitOptions;
  static const std::vector<Option<O>> table = {
      {.name = "split",
       .member = &O::split,
       .group = "Split",
       .help = "How rows are held out: random, stratified (by target), user (at random, per user), user-time (each "
               "user's latest), time (the latest), last (the last as given), new-users:SHARE (--test is a share of the "
               "users: none of their rows trains, they join the model by SHARE of them, and the others test), kfold, "
               "given:NAME (the data set's own), file:PATH or column:NAME (fold numbers), pairs:FILE (rows of the "
               "users and items in FILE), "
               "leave-one-out (one row of each user: the last if there are times, else at random; ':last' or ':random' "
               "says which); '+KIND' after one of the last six draws the validation rows",
       .brief = "How rows are held out: random, user, time, kfold, ..."},
      {.name = "test",
       .member = &O::test,
       .group = "Split",
       .help = "Fraction of all rows that is held out for testing",
       .low = 0,
       .high = 0.999,
       .brief = "Fraction of the rows held out for testing"},
      {.name = "valid",
       .member = &O::valid,
       .group = "Split",
       .help = "Fraction of all rows that watches training: early stopping and the best epoch use it, and sgda learns "
               "its L2 on it",
       .low = 0,
       .high = 0.999,
       .aliases = {"validation"},
       .brief = "Fraction that watches training"},
      {.name = "test_file",
       .member = &O::test_file,
       .group = "Split",
       .help = "File whose rows are the test part; overrides test"},
      {.name = "valid_file",
       .member = &O::valid_file,
       .group = "Split",
       .help = "File whose rows are the validation part; overrides valid"},
      {.name = "folds",
       .member = &O::folds,
       .group = "Split",
       .help = "Number of parts of a cross-validation, each tested once; 0 means 5 where folds are needed",
       .low = 0,
       .high = 1000},
      {.name = "fold",
       .member = &O::fold,
       .group = "Split",
       .help = "The fold to test, counted from 0",
       .low = 0,
       .high = 1000},
  };
  return table;
}

// INTERPLAY_API: instances of a template do not take it from their namespace.
template INTERPLAY_API void set_option(SplitOptions&, std::string_view, std::string_view);
template INTERPLAY_API std::string get_option(const SplitOptions&, std::string_view);
template INTERPLAY_API void check_options(const SplitOptions&);

}  // namespace interplay
