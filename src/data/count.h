// How often training met an entity, as a field of its table.
#pragma once

#include <cstdint>
#include <span>

#include "interplay/data.h"

namespace interplay {

// Adds the fields that options.counts asks for to encoded data, from n, the number of an entity's training rows:
//   "user"       numeric field user_log_count, log(1 + n)
//   "user:bins"  categorical field user_count of the bins 1, 2-3, 4-7, 8-15, ...; n = 0 and bins that no entity of the
//                training rows is in are unseen
// Of the unknown entity and of those that only held-out rows name n = 0. Throws Error(usage) for names that are no
// entity.
void add_counts(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

}  // namespace interplay
