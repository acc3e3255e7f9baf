#include "data/encode/encode_codes.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "base/spool.h"

namespace interplay {
namespace {

Vocabulary subset_of_integers(const Vocabulary& vocabulary, std::span<const std::uint8_t> keep) {
  const auto old = vocabulary.sorted_integers();
  auto ids = std::make_shared<std::vector<std::int64_t>>();
  for (std::size_t i = 0; i < old.size(); ++i)
    if (keep[i + 1]) ids->push_back(old[i]);
  return Vocabulary::view_integers(*ids, ids);
}

Vocabulary subset_of_strings(const Vocabulary& vocabulary, std::span<const std::uint8_t> keep) {
  struct Storage {
    std::vector<std::uint64_t> offsets{0};
    std::string bytes;
  };
  const auto old = vocabulary.string_offsets();
  auto storage = std::make_shared<Storage>();
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    if (!keep[i + 1]) continue;
    storage->bytes += vocabulary.string_bytes().substr(old[i], old[i + 1] - old[i]);
    storage->offsets.push_back(storage->bytes.size());
  }
  return Vocabulary::view_strings(storage->offsets, storage->bytes, storage);
}

// Both are ascending and without repeats, so one pass over the two is enough.
template <class Id>
CodeMap merge(std::size_t from_size, std::size_t to_size, Id from, Id to) {
  CodeMap map(from_size + 1, 0);
  for (std::size_t i = 0, j = 0; i < from_size && j < to_size;) {
    const auto order = from(i) <=> to(j);
    if (order == 0) map[i + 1] = static_cast<std::uint32_t>(j + 1);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return map;
}

struct IntegerIds {
  std::span<const std::int64_t> ids;
  std::int64_t operator()(std::size_t i) const { return ids[i]; }
};

struct StringIds {
  std::span<const std::uint64_t> offsets;
  std::string_view bytes;
  std::string_view operator()(std::size_t i) const { return bytes.substr(offsets[i], offsets[i + 1] - offsets[i]); }
};

}  // namespace

namespace {

// `by_name`, the index of the field of that name, if its role fits the field that is wanted.
std::optional<std::size_t> checked(const Schema& schema, const Field& wanted, std::optional<std::size_t> by_name) {
  if (!by_name) return std::nullopt;
  const Role found = schema.fields[*by_name].role;
  const bool ids_of_a_feature = wanted.role == Role::feature && (found == Role::user || found == Role::item);
  return found == wanted.role || found == Role::feature || ids_of_a_feature ? by_name : std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_like(const Schema& schema, const Field& wanted) {
  if (wanted.role != Role::feature)
    if (const auto by_role = schema.find(wanted.role)) return by_role;
  return checked(schema, wanted, schema.find(wanted.name));
}

FieldIndex::FieldIndex(const Schema& schema) : schema_(schema) {
  for (std::size_t f = 0; f < schema.fields.size(); ++f) by_name_.try_emplace(schema.fields[f].name, f);
}

std::optional<std::size_t> FieldIndex::named(std::string_view wanted) const {
  const auto found = by_name_.find(wanted);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> FieldIndex::like(const Field& wanted) const {
  if (wanted.role != Role::feature)
    if (const auto by_role = schema_.find(wanted.role)) return by_role;
  return checked(schema_, wanted, named(wanted.name));
}

CodeMap ranks_of_kept(std::span<const std::uint8_t> keep) {
  CodeMap map(keep.size(), 0);
  std::uint32_t next = 1;
  for (std::size_t code = 1; code < keep.size(); ++code)
    if (keep[code]) map[code] = next++;
  return map;
}

Vocabulary subset(const Vocabulary& vocabulary, std::span<const std::uint8_t> keep) {
  return vocabulary.integers() ? subset_of_integers(vocabulary, keep) : subset_of_strings(vocabulary, keep);
}

CodeMap map_codes(const Vocabulary& from, const Vocabulary& to) {
  if (from.hashed()) {
    CodeMap map(std::size_t{from.size()} + 1, 0);
    if (from == to) std::iota(map.begin(), map.end(), 0u);  // else ids would be needed, and they are gone
    return map;
  }
  if (from.integers() && to.integers())
    return merge(from.size(), to.size(), IntegerIds{from.sorted_integers()}, IntegerIds{to.sorted_integers()});
  if (!from.integers() && !to.integers() && !to.hashed())
    return merge(from.size(), to.size(), StringIds{from.string_offsets(), from.string_bytes()},
                 StringIds{to.string_offsets(), to.string_bytes()});
  // One file's ids all look like integers, the other's do not: compare what is written. Or they are hashed.
  CodeMap map(std::size_t{from.size()} + 1, 0);
  for (std::uint32_t code = 1; code <= from.size(); ++code) map[code] = to.code(from.id(code));
  return map;
}

Vocabulary with_ids(const Vocabulary& vocabulary, std::span<const std::string> more) {
  if (vocabulary.hashed()) return vocabulary;
  std::vector<std::optional<std::int64_t>> numbers;
  for (const std::string& id : more) numbers.push_back(canonical_integer(id));
  if (vocabulary.integers() && std::ranges::all_of(numbers, [](const auto& number) { return number.has_value(); })) {
    const auto before = vocabulary.sorted_integers();
    std::vector<std::int64_t> all(before.begin(), before.end());
    for (const auto& number : numbers) all.push_back(*number);
    return Vocabulary::of_integers(std::move(all));
  }
  std::vector<std::string> all(more.begin(), more.end());
  for (std::uint32_t code = 1; code <= vocabulary.size(); ++code) all.push_back(vocabulary.id(code));
  return Vocabulary::of_strings(std::move(all));
}

void recode(SharedSpan<std::uint32_t>& codes, const CodeMap& map) {
  if (const auto spool = spool_at(codes.data())) {
    RowValues<std::uint32_t> recoded(spool, codes.size());
    std::ranges::transform(codes, recoded.begin(), [&](std::uint32_t code) { return map[code]; });
    codes = std::move(recoded).take();
    return;
  }
  const auto edited = codes.edit();
  for (std::uint32_t& code : *edited) code = map[code];
}

void recode(CategoricalColumn& column, const CodeMap& map) { recode(column.codes, map); }

void recode(MultiColumn& column, const CodeMap& map) {
  const auto offsets = column.offsets.edit();
  const auto codes = column.codes.edit();
  const auto weights = column.weights.edit();
  std::uint64_t next = 0, first = 0;
  for (std::size_t row = 0; row + 1 < offsets->size(); ++row) {
    const std::uint64_t last = (*offsets)[row + 1];
    for (std::uint64_t i = first; i < last; ++i) {
      const std::uint32_t code = map[(*codes)[i]];
      if (code == 0) continue;
      (*codes)[next] = code;
      if (!weights->empty()) (*weights)[next] = (*weights)[i];
      ++next;
    }
    first = last;
    (*offsets)[row + 1] = next;
  }
  codes->resize(next);
  if (!weights->empty()) weights->resize(next);
}

}  // namespace interplay
