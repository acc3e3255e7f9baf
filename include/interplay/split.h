// Which rows train, which are held out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Divides the rows as `options` say; `seed` decides random splits. Split::label describes the result in words.
// `options.split` is one of
//   random, stratified (by target value), user (among each user's rows): a random fraction;
//   user-time (among each user's rows), time, last (of the rows as given): the last fraction;
//   kfold: fold number `fold` (from 0) of `folds` random ones;
//   given:NAME: the rows of the file NAME.test, with training on NAME.base; given: the second of two files;
//   file:PATH, column:NAME: the rows whose number in that file (one a line) or column is `fold`;
//   pairs:FILE, leave-one-out:FILE: the rows whose user and item stand in the file, a pair a line;
//   new-users, new-users:SHARE: strong generalisation (Marlin 2004). `test` is a share of the users: none of their rows
//     trains. SHARE of the rows of each (0.5; the earliest by time if there are times that differ, else random ones) is
//     given, so that the user can join the trained model, and stands in no part; the others are test rows;
//   leave-one-out: a row of each user that has more than one, the last by time if there are times that differ, else a
//     random one; leave-one-out:last and leave-one-out:random say which.
// `options.test` and `options.valid` are fractions of all rows. The test part is taken first; the validation rows are
// then taken from the rest in the same way, or at random where the split determines the test rows itself. A plus sign
// names another way for the validation rows: random+last. pairs:FILE+leave-one-out needs no fraction: a row of each
// user is for validation. `test_file` and `valid_file` name files among those read, whose rows form that part
// whatever the fractions say. Every user keeps at least one training row. Throws Error(usage) if a part would be empty
// or the data lacks what the split needs (time, user, file).
Split split(const Dataset& data, const SplitOptions& options, std::uint64_t seed);
// Whether a split of that name determines the test rows by itself, so that options.test may not be given as well.
// Throws Error(usage) for a name that does not exist.
bool says_its_test(const std::string& split);
// Whether a split of that name holds out users whole: new-users.
bool holds_out_users(const std::string& split);
// Whether the options ask for validation rows. Throws Error(usage) likewise.
bool has_validation(const SplitOptions& options);

// The train/test splits of a cross-validation: options.folds of them (0: five) for random, stratified or user; for
// file:PATH and column:NAME one per number. options.valid is drawn from the training rows of each.
std::vector<Split> cross_validation_splits(const Dataset& data, const SplitOptions& options, std::uint64_t seed);

}  // namespace interplay
