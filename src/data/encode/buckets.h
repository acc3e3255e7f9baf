// Categories hashed into a fixed number of buckets, for columns without bound, and what that costs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/encode/scale.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

// Whether --hash-buckets may speak of the field: categories or bags that models read, other than the ids of users and
// items, whose tables know every id anyway.
bool can_be_hashed(const Field& field);

// The buckets that options.hash_buckets asks for: the N of "name:N", or else of "N" alone; 0: none.
std::uint32_t buckets_of(const Field& field, const DataOptions& options);

// Throws Error(usage) for values that are no numbers of buckets, names of fields that cannot be hashed, and fields that
// other options reduce in their way.
void check_hash_buckets(const Schema& schema, const DataOptions& options);

// What is lost: categories of the training rows that share their bucket with another one of these.
struct Collisions {
  std::uint64_t categories = 0, sharing = 0;
  std::uint64_t entries = 0, entries_sharing = 0;  // cells, or entries of bags, of training interactions
};
Collisions collisions_of(const Field& field, const Column& column, const TrainingRows& training, std::uint32_t buckets,
                         std::uint64_t seed);
// Replaces vocabulary and codes. Cells without a value keep code 0.
void hash_categories(Field& field, Column& column, std::uint32_t buckets, std::uint64_t seed);

}  // namespace interplay
