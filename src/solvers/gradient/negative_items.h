// Which items stand in for that of a row. Each is a function of seed, epoch, row and number alone, so that any thread
// may draw any of them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/alias_table.h"
#include "data/row_groups.h"

namespace interplay {

struct NegativeOptions {
  std::uint32_t count = 1;      // drawn for each row
  std::uint32_t positives = 1;  // items of the user that stand for each row, its own among them
  // Items with training rows are drawn with a probability proportional to (number of training rows)^popularity: 0 draws
  // all of them alike, 0.75 is that of word2vec (Mikolov et al. 2013), 1 that of the rows.
  double popularity = 0;
  bool reject_seen = true;  // draws again where the user has the item in training rows
};

class NegativeItems {
 public:
  // If an item is rejected that often in a row, the next one stands: then the user has nearly all of the catalogue.
  static constexpr int most_draws = 100;

  // Throws Error(usage) if the data has no items (or no users, for reject_seen), fewer than two items have training
  // rows, or an option is out of its range. `data` outlives this.
  NegativeItems(const Dataset& data, std::span<const std::uint32_t> training_rows, const NegativeOptions& options,
                std::uint64_t seed);

  std::uint32_t count() const { return options_.count; }
  // The item of an interaction: its row in the entity table of the items, or the code if they have no table.
  std::uint32_t item_of(std::uint32_t interaction) const { return items_.codes[interaction]; }
  // Items have codes below this.
  std::uint32_t item_codes() const { return items_.count; }
  // How many items can be drawn.
  std::uint32_t known() const { return static_cast<std::uint32_t>(known_.size()); }
  // By item: the logarithm of the probability by which it is drawn. Empty if that is the same for all.
  std::span<const float> log_q() const { return log_q_; }
  std::uint32_t positives() const { return options_.positives; }
  // The items that stand for an interaction beside its own: drawn, with replacement, among those of the user's training
  // rows. Precondition: reject_seen, where there are any.
  void draw_positives(std::uint64_t epoch, std::uint32_t interaction, std::span<std::uint32_t> items) const;
  // The item of negative `number` (from 0) of an interaction.
  std::uint32_t draw(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t number) const;
  // Those of `first` (a multiple of drawn_together), first + 1 and so on.
  static constexpr std::uint32_t drawn_together = 4;
  void draw_run(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t first,
                std::span<std::uint32_t> items) const;

 private:
  std::uint32_t draw_again(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t number, int rejected) const;
  bool rejects(std::uint32_t interaction, std::uint32_t item) const {
    return options_.reject_seen && seen(users_.codes[interaction], item);
  }
  bool seen(std::uint32_t user, std::uint32_t item) const;
  void find_log_q(std::span<const std::uint32_t> training_rows);
  void find_seen(std::span<const std::uint32_t> training_rows);

  NegativeOptions options_;
  std::uint64_t seed_;
  RowCodes items_, users_;
  std::vector<std::uint32_t> known_;  // items with training rows, ascending
  AliasTable distribution_;           // over known_
  std::vector<float> log_q_;
  // User u has the items [seen_offsets_[u], seen_offsets_[u + 1]) of seen_, ascending. Code 0 is no user: it has none.
  std::vector<std::uint64_t> seen_offsets_;
  std::vector<std::uint32_t> seen_;
  // The same as a bit for each user and item, user by user, where that takes little memory; else empty.
  std::vector<std::uint64_t> seen_bits_;
  std::size_t words_of_user_ = 0;
};

}  // namespace interplay
