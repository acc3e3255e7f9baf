// Wing encode: from values to codes. In: a star with its values, and which rows are training rows. Out: vocabularies
// and scales of the training rows alone, and the same star, other data or single rows in their terms; an id that no
// training row has is code 0. The functions are public (interplay/encode.h); the workflow and the scoring session call.
//
// Reduces vocabularies, and translates codes from one vocabulary to another.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/inputs.h"
#include "interplay/dataset.h"

namespace interplay {

// The schema's field that corresponds to `wanted`: by role, because other files may name their users differently, or by
// name. A column of that name with another purpose (the target, say) does not correspond.
std::optional<std::size_t> find_like(const Schema& schema, const Field& wanted);

// The same for those who look for many: fields by name.
class FieldIndex {
 public:
  explicit FieldIndex(const Schema& schema);
  std::optional<std::size_t> named(std::string_view wanted) const;
  std::optional<std::size_t> like(const Field& wanted) const;

 private:
  const Schema& schema_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

// Element c is the new code of code c; element 0 is 0.
using CodeMap = std::vector<std::uint32_t>;

// The new codes if only codes with `keep[code] != 0` remain: their ranks, in the old order.
CodeMap ranks_of_kept(std::span<const std::uint8_t> keep);

// The ids with `keep[code] != 0`. `keep` has size() + 1 elements; element 0 is ignored.
Vocabulary subset(const Vocabulary& vocabulary, std::span<const std::uint8_t> keep);

// The code in `to` of every id of `from`. Of a hashed `from` whose buckets are not those of `to`: 0.
CodeMap map_codes(const Vocabulary& from, const Vocabulary& to);

// The ids of a vocabulary and others.
Vocabulary with_ids(const Vocabulary& vocabulary, std::span<const std::string> more);

// Replaces codes. In bags, entries whose new code is 0 are removed.
void recode(SharedSpan<std::uint32_t>& codes, const CodeMap& map);
void recode(CategoricalColumn& column, const CodeMap& map);
void recode(MultiColumn& column, const CodeMap& map);

}  // namespace interplay
