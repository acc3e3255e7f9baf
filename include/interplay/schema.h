// The meaning of the columns of a data set: fields, vocabularies, and the table that each field belongs to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

enum class Kind {
  numeric,      // one float
  categorical,  // one category
  multi,        // a bag of categories with weights
};

enum class Role {
  feature,
  user,
  item,
  target,
  weight,
  time,
  group,
  title,  // the display name of an entity: a column of its table that models do not read
};

// How the embeddings of a bag become one vector.
enum class Pooling {
  mean,         // weights 1/n: the default for lists of categories
  sum,          // the weights as given: libsvm text, where the weight is the feature's value
  sqrt,         // weights n^-1/2: histories (SVD++)
  padded_mean,  // weights 1/slots over exactly `slots` entries, missing ones being a trained padding row
};

// The function applied to a number before it is shifted and scaled.
enum class Curve {
  straight,   // the number itself
  logarithm,  // log(1 + |x|) with the sign of x
  ranks,      // the share of smaller numbers in the training rows
};

std::string_view name(Curve curve);
std::string_view name(Kind kind);
std::string_view name(Role role);
std::string_view name(Pooling pooling);

// An immutable, sorted set of ids, which are all integers or all strings. The code of an id is its rank, from 1;
// code 0 means "unseen". The order (integers by value, strings by byte) does not depend on the order of rows, so
// that equal sets give equal codes. Copies share storage; storage may be a mapped file.
class Vocabulary {
 public:
  Vocabulary() = default;
  // `ids` in any order, duplicates allowed.
  static Vocabulary of_integers(std::vector<std::int64_t> ids);
  static Vocabulary of_strings(std::vector<std::string> ids);
  // Adopts storage that is already sorted and unique; `owner` keeps it alive.
  static Vocabulary view_integers(std::span<const std::int64_t> sorted, std::shared_ptr<const void> owner);
  // Id i is bytes[offsets[i], offsets[i+1]).
  static Vocabulary view_strings(std::span<const std::uint64_t> offsets, std::string_view bytes,
                                 std::shared_ptr<const void> owner);
  // Knows every id without storing one: the code of an id is 1 + xxh3(its text, seed) mod `buckets`, so that ids share
  // codes. Integers hash as their decimal text; "5.0" as "5". Precondition: buckets > 0.
  static Vocabulary of_buckets(std::uint32_t buckets, std::uint64_t seed);

  // Whether ids are hashed into size() buckets. Then there are no sorted ids, and id() names a bucket.
  bool hashed() const { return hashed_; }
  std::uint64_t hash_seed() const { return hash_seed_; }
  bool integers() const { return integers_; }
  // Number of ids, without the unseen one; codes run from 0 to size().
  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // The code of an id, or 0 when it is not in the set. A string is looked up in a set of integers by its value, when
  // it is an integer written canonically (no sign "+", no leading zero), also with the fraction ".0" that ids get which
  // passed through a column of floats.
  std::uint32_t code(std::string_view id) const;
  std::uint32_t code(std::int64_t id) const;
  // The id of a code; "?" for code 0, "bucket 7" for the code 7 of a hashed vocabulary.
  std::string id(std::uint32_t code) const;

  std::span<const std::int64_t> sorted_integers() const { return integer_ids_; }
  std::span<const std::uint64_t> string_offsets() const { return offsets_; }
  std::string_view string_bytes() const { return bytes_; }

  bool operator==(const Vocabulary& other) const;

 private:
  bool integers_ = true;
  bool hashed_ = false;
  std::uint32_t size_ = 0;
  std::uint64_t hash_seed_ = 0;
  std::span<const std::int64_t> integer_ids_;
  std::span<const std::uint64_t> offsets_;
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
};

// The integer that `text` stands for, if printing that integer gives `text` again.
std::optional<std::int64_t> canonical_integer(std::string_view text);

// How a field was derived from others, if it was.
struct DerivedFrom {
  std::string name;                 // of the derivation ("powers", "session", "cross"); empty for a field that was read
  std::vector<std::string> fields;  // the fields that it was made of
  double number = 0;                // its parameter: the exponent of a power, the gap of sessions
};

// A column and its meaning. Numeric values are stored as read; models see them as seen() says, and 0 where missing.
struct Field {
  std::string name;
  Kind kind = Kind::categorical;
  Role role = Role::feature;
  // 0: a column of the interactions. t > 0: a column of entity table t-1 (Dataset::entities).
  std::uint32_t table = 0;

  Vocabulary vocabulary;  // categorical and multi
  Pooling pooling = Pooling::mean;
  std::uint32_t slots = 0;  // padded_mean only
  char separator = '|';     // multi: between the values of one cell
  DerivedFrom derived;

  float mean = 0, scale = 1;       // numeric: of the training rows, after the curve
  float minimum = 0, maximum = 0;  // numeric: range in the training rows
  // numeric, and multi with values (sparse text): the curve, and the limit of its result; limit 0: none
  Curve curve = Curve::straight;
  float limit = 0;
  std::vector<float> knots;  // Curve::ranks: quantiles of the training rows, ascending, at equal shares from 0 to 1
  // multi with values: the divisor for the values of each code, from code 1; empty: none
  std::vector<float> scales;
  std::string missing;  // numeric: a text that marks a missing number in this column, beside the usual ones
  // numeric: how cells write numbers or times, if not the plain way (docs/format.md); multi: a longer separator
  std::string reading;
  // numeric: the field (`bag`) and index of the sparse text that this column was made of
  std::string bag;
  std::int64_t index = 0;
};

// A number of the field as models see it: (curve(value) - mean) / scale, within the limit. NaN stays NaN.
float seen_by_curve(const Field& field, float value);
inline float seen(const Field& field, float value) {
  if (field.curve == Curve::straight && field.limit == 0) return (value - field.mean) / field.scale;
  return seen_by_curve(field, value);
}
// The same for an entry of a bag with values.
float seen(const Field& field, std::uint32_t code, float value);
// curve(value).
float bent(const Field& field, float value);

// The order of fields is the order of a model's fields. Exactly one field has the role `target` in training data.
struct Schema {
  std::vector<Field> fields;

  // The index of the first field with that name or role, if there is one.
  std::optional<std::size_t> find(std::string_view name) const;
  std::optional<std::size_t> find(Role role) const;
  // The indices of the fields that a model may read: user, item and plain features, in order.
  std::vector<std::size_t> inputs() const;
};

}  // namespace interplay
