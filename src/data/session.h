// Sessions: the rows of a user that follow each other quickly. What people rate in one go they rate alike.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/batch.h"
#include "interplay/data.h"

namespace interplay {

// Adds to encoded data a field for each gap of options.session: "60" makes session_60, whose categories are the longest
// runs of a user's training rows of which each comes at most 60 (seconds, as the time column counts them) after the one
// before. Their ids are "USER@FIRST..LAST", the times of their first and last row, so that the vocabulary tells all
// that is needed to find the session of another row: that of the same user which is nearest in time and no further away
// than the gap. Throws Error(usage) for a gap that is no number from 0 on, and for data without users or times.
void add_sessions(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// The sessions of such a field by user, ready to find those of single rows.
class SessionIndex {
 public:
  SessionIndex(const Field& field, const Vocabulary& users);

  // The code of the session of `user` (a code) that is nearest to the time and no further away than the gap, the
  // earlier of two; 0 for none.
  std::uint32_t nearest(std::uint32_t user, double time) const;

 private:
  struct Session {
    double first, last;
    std::uint32_t code;
  };
  double gap_;
  std::vector<std::vector<Session>> of_user_;  // in order of time
};

// The column of such a field, from a view of the users and the rows' times; without times all rows are unseen.
CategoricalColumn session_column(const Field& field, const FieldView& users, std::span<const double> time,
                                 std::size_t rows);

}  // namespace interplay
