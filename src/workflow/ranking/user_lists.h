// Wing ranking: metrics of lists of items for users. In: a model, held-out interactions, those to leave out, perhaps
// candidates. Out: a list for each user (user_lists.h), ranked by the model (score/catalogue.h) and measured
// (rank_users in interplay/evaluate.h, measure_users in interplay/measure.h; validate_lists while training).
//
// What the list of each user is made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "interplay/evaluate.h"
#include "score/catalogue.h"
#include "workflow/ranking/candidates.h"

namespace interplay {

// One list for every user with held-out rows, in the order of their ids' vocabulary.
class UserLists {
 public:
  // `star`: of the model behind the catalogue. The lists hold for all models of that star. Throws Error(bad_data) for
  // targets below 0 without options.relevant.
  UserLists(const Catalogue& catalogue, const Star& star, const PairRows& held_out, std::span<const PairRows> seen,
            const CandidateSource& candidates, const RankingOptions& options);

  // Refers to this.
  std::vector<RankRequest> requests() const;
  std::size_t size() const { return lists_.size(); }
  std::uint32_t code(std::size_t list) const { return codes_[list]; }  // of its user, among the held-out rows
  std::string id(std::size_t list) const { return users_.id(codes_[list]); }
  std::uint64_t cold_rows() const { return cold_rows_; }  // held-out rows of a user or an item that training has not
  // What a reader of the result should know, in words.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct List {
    std::uint32_t user = 0;  // row of the model's table
    std::vector<std::uint32_t> relevant, excluded, candidates;
    std::vector<float> gains, unknown_gains;
    std::size_t unknown_candidates = 0;
  };
  void add_held_out(const Catalogue& catalogue, const PairRows& held_out, const RankingOptions& options);
  void exclude(const Catalogue& catalogue, const PairRows& seen);
  void note_excluded_relevant();
  void add_candidates(const Catalogue& catalogue, const CandidateSource& candidates);
  std::vector<std::uint32_t> positions_of(const Catalogue& catalogue, const Vocabulary& items) const;

  const Vocabulary user_keys_, item_keys_;  // of the model
  const Vocabulary users_, items_;          // of the held-out rows
  bool by_candidates_;
  std::vector<std::uint32_t> codes_;                 // of every list: the code of its user in users_
  std::vector<std::uint32_t> list_of_;               // of every code: its list, or size()
  std::vector<std::vector<std::uint32_t>> unknown_;  // of every list: codes of relevant items outside the catalogue
  std::vector<List> lists_;
  std::uint64_t cold_rows_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace interplay
