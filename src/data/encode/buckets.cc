#include "data/encode/buckets.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string_view>

#include "data/encode/encode_codes.h"
#include "data/inputs.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::int64_t most_buckets = 1'000'000'000;

std::string known_names(const Schema& schema) {
  std::string known;
  for (const std::size_t f : schema.inputs())
    if (can_be_hashed(schema.fields[f])) known += (known.empty() ? "" : ", ") + schema.fields[f].name;
  return known.empty() ? "none" : known;
}

// The entry "name:N" of one of the options top, min_count and hash_buckets.
bool names(const std::string& entry, std::string_view field) {
  const std::size_t colon = entry.rfind(':');
  return colon != std::string::npos && std::string_view(entry).substr(0, colon) == field;
}

}  // namespace

bool can_be_hashed(const Field& field) {
  return is_input(field) && field.kind != Kind::numeric && field.role == Role::feature && field.derived.name.empty();
}

std::uint32_t buckets_of(const Field& field, const DataOptions& options) {
  if (!can_be_hashed(field)) return 0;
  std::uint32_t common = 0;
  for (const std::string& entry : options.hash_buckets) {
    if (names(entry, field.name)) return static_cast<std::uint32_t>(std::stoul(entry.substr(entry.rfind(':') + 1)));
    if (entry.find(':') == std::string::npos) common = static_cast<std::uint32_t>(std::stoul(entry));
  }
  return common;
}

void check_hash_buckets(const Schema& schema, const DataOptions& options) {
  for (const std::string& entry : options.hash_buckets) {
    const std::size_t colon = entry.rfind(':');
    const auto count = canonical_integer(colon == std::string::npos ? entry : entry.substr(colon + 1));
    if (!count || *count < 1 || *count > most_buckets)
      throw Error(Code::usage,
                  "option 'hash_buckets' has '" + entry +
                      "', expected a number from 1 to 1000000000, or a column and one, as site:100000",
                  "give --hash-buckets N or --hash-buckets name:N");
    if (colon == std::string::npos) continue;
    const std::string name = entry.substr(0, colon);
    const auto field = schema.find(name);
    if (!field || !can_be_hashed(schema.fields[*field])) {
      const bool id = field && (schema.fields[*field].role == Role::user || schema.fields[*field].role == Role::item);
      const bool number = field && schema.fields[*field].kind == Kind::numeric;
      throw Error(Code::usage,
                  "option 'hash_buckets' has '" + entry + "', and " + shown(name) +
                      (id       ? " holds the ids of users or items, which are not hashed"
                       : number ? " holds numbers"
                                : " is no field of categories that the model reads") +
                      "; fields that can be hashed: " + known_names(schema),
                  id       ? "read the column as a feature: --user none, or --item none"
                  : number ? "add --categorical " + name
                           : "add the column to --fields, or correct its name");
    }
    for (const auto& [option, list] : {std::pair("top", &options.top), std::pair("min_count", &options.min_count)})
      for (const std::string& other : *list)
        if (names(other, name))
          throw Error(Code::usage,
                      fmt::format("options 'hash_buckets' and '{}' both name the column {}", option, shown(name)),
                      "leave out one of them: buckets take every category");
  }
}

Collisions collisions_of(const Field& field, const Column& column, const TrainingRows& training, std::uint32_t buckets,
                         std::uint64_t seed) {
  const Vocabulary hashed = Vocabulary::of_buckets(buckets, seed);
  const CodeMap bucket_of = map_codes(field.vocabulary, hashed);
  std::vector<std::uint64_t> entries(bucket_of.size(), 0);
  training.each([&](std::uint32_t row, std::uint32_t uses) {
    if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
      entries[categorical->codes[row]] += uses;
    } else {
      const auto& bags = std::get<MultiColumn>(column);
      for (std::uint64_t i = bags.offsets[row]; i < bags.offsets[row + 1]; ++i) entries[bags.codes[i]] += uses;
    }
  });
  std::vector<std::uint8_t> owners(std::size_t{buckets} + 1, 0);  // of a bucket: none, one, more
  for (std::size_t code = 1; code < entries.size(); ++code)
    if (entries[code] > 0 && owners[bucket_of[code]] < 2) ++owners[bucket_of[code]];
  Collisions result;
  for (std::size_t code = 1; code < entries.size(); ++code) {
    if (entries[code] == 0) continue;
    const bool shares = owners[bucket_of[code]] > 1;
    ++result.categories;
    result.sharing += shares;
    result.entries += entries[code];
    result.entries_sharing += shares ? entries[code] : 0;
  }
  return result;
}

void hash_categories(Field& field, Column& column, std::uint32_t buckets, std::uint64_t seed) {
  Vocabulary hashed = Vocabulary::of_buckets(buckets, seed);
  const CodeMap map = map_codes(field.vocabulary, hashed);
  if (auto* categorical = std::get_if<CategoricalColumn>(&column))
    recode(*categorical, map);
  else
    recode(std::get<MultiColumn>(column), map);
  field.vocabulary = std::move(hashed);
}

}  // namespace interplay
