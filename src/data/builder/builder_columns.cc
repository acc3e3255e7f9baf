#include "data/builder/builder_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "data/distinct.h"
#include "data/encode/vocabulary_merge.h"
#include "data/invariants.h"
#include "data/shown.h"
#include "data/text/numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr const char* row_note = " (rows count from 0)";

[[noreturn]] void bad_value(const std::string& what, std::size_t row, const std::string& found,
                            const std::string& remedy) {
  throw Error(Code::bad_data, what + " is " + found + " in row " + std::to_string(row) + row_note, remedy);
}

// The same values, copied unless somebody keeps them.
template <class T>
SharedSpan<T> lasting(const SharedSpan<T>& values) {
  return values.owned() ? values : SharedSpan<T>(std::vector<T>(values.begin(), values.end()));
}

void check_holes(const std::string& what, std::span<const std::uint32_t> codes, Holes holes) {
  if (holes == Holes::allowed) return;
  const auto hole = std::find(codes.begin(), codes.end(), 0u);
  if (hole != codes.end())
    bad_value(what, static_cast<std::size_t>(hole - codes.begin()), "missing, where every row needs an id",
              "leave such rows out");
}

// Integers that lie close together: the code of each is looked up by its distance from the least. Nothing if they do
// not.
std::optional<CodedIds> code_dense_integers(std::span<const std::int64_t> ids) {
  if (ids.empty()) return std::nullopt;
  const auto [low, high] = std::ranges::minmax(ids);
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  if (width >= 2 * ids.size()) return std::nullopt;
  const auto place = [first = static_cast<std::uint64_t>(low)](std::int64_t id) {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(id) - first);
  };
  std::vector<std::uint32_t> code_of(width + 1, 0);
  for (const std::int64_t id : ids) code_of[place(id)] = 1;
  std::vector<std::int64_t> distinct;
  for (std::uint64_t i = 0; i <= width; ++i) {
    if (code_of[i] == 0) continue;
    distinct.push_back(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + i));
    code_of[i] = static_cast<std::uint32_t>(distinct.size());
  }
  std::vector<std::uint32_t> codes(ids.size());
  for (std::size_t row = 0; row < ids.size(); ++row) codes[row] = code_of[place(ids[row])];
  return CodedIds{Vocabulary::of_integers(std::move(distinct)), std::move(codes)};
}

CodedIds code_integers(std::span<const std::int64_t> ids) {
  if (auto dense = code_dense_integers(ids)) return std::move(*dense);
  const Vocabulary vocabulary = Vocabulary::of_integers(distinct_values(ids));
  std::vector<std::uint32_t> codes;
  codes.reserve(ids.size());
  for (const std::int64_t id : ids) codes.push_back(vocabulary.code(id));
  return {vocabulary, std::move(codes)};
}

// Beyond 2^53 neighbouring integers are one double.
CodedIds code_doubles(const std::string& what, std::span<const double> ids) {
  constexpr double most = 9007199254740992;
  std::vector<std::int64_t> present;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const double id = ids[row];
    if (std::isnan(id)) continue;
    if (!(std::abs(id) <= most) || id != std::trunc(id))
      bad_value(what, row, std::to_string(id) + ", expected a whole number within 2^53",
                "give ids as integers or texts");
    present.push_back(static_cast<std::int64_t>(id));
  }
  const CodedIds packed = code_integers(present);
  std::vector<std::uint32_t> codes(ids.size());
  std::size_t next = 0;
  for (std::size_t row = 0; row < ids.size(); ++row)
    if (!std::isnan(ids[row])) codes[row] = packed.codes[next++];
  return {packed.vocabulary, std::move(codes)};
}

template <class Text>
CodedIds code_texts(const std::string& what, std::span<const Text> texts) {
  std::vector<std::string_view> present;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const std::string_view text = texts[row];
    if (is_missing(text)) continue;
    if (text.find('\0') != std::string_view::npos) bad_value(what, row, "a text with a NUL byte", "remove the byte");
    present.push_back(text);
  }
  VocabularyMerge merge;
  const std::vector<std::uint32_t> numbers = merge.add(present);
  std::vector<std::uint32_t> code_of;
  Vocabulary vocabulary = merge.finish(code_of);
  std::vector<std::uint32_t> codes(texts.size());
  std::size_t next = 1;
  for (std::size_t row = 0; row < texts.size(); ++row)
    if (!is_missing(texts[row])) codes[row] = code_of[numbers[next++]];
  return {std::move(vocabulary), std::move(codes)};
}

CodedIds code_values(const std::string& what, const Ids& ids) {
  return std::visit(
      [&]<class T>(const SharedSpan<T>& values) -> CodedIds {
        if constexpr (std::is_same_v<T, std::int64_t>)
          return code_integers(values);
        else if constexpr (std::is_same_v<T, double>)
          return code_doubles(what, values);
        else
          return code_texts<T>(what, values);
      },
      ids.values);
}

// The vocabulary of a dictionary, and the code there of each of its ids in turn.
CodedIds code_dictionary(const std::string& what, const Ids& ids) {
  CodedIds coded = code_values("the dictionary of " + what, ids);
  check_holes("the dictionary of " + what, coded.codes, Holes::refused);
  std::vector<std::uint8_t> met(coded.vocabulary.size() + std::size_t{1}, 0);
  for (const std::uint32_t code : coded.codes)
    if (met[code]++ > 0)
      throw Error(Code::bad_data, "the dictionary of " + what + " holds " + shown(coded.vocabulary.id(code)) + " twice",
                  "give every id one number");
  return coded;
}

// The code in the vocabulary for each code of a dictionary, of which `code_of` tells.
void recode(SharedSpan<std::uint32_t>& codes, std::span<const std::uint32_t> code_of) {
  const auto edited = codes.edit();
  for (std::uint32_t& code : *edited)
    if (code != 0) code = code_of[code - 1];
}

CodedIds code_codes(const std::string& what, const Codes& given) {
  CodedIds dictionary;
  if (const auto* ids = std::get_if<Ids>(&given.dictionary)) {
    dictionary = code_dictionary(what, *ids);
  } else {
    dictionary.vocabulary = std::get<Vocabulary>(given.dictionary);
    if (!is_sorted(dictionary.vocabulary))
      throw Error(Code::bad_data, "the dictionary of " + what + " is a vocabulary whose ids do not ascend",
                  "give its ids as Ids, which may have any order");
  }
  const std::uint32_t size = dictionary.vocabulary.size();
  for (std::size_t row = 0; row < given.codes.size(); ++row)
    if (given.codes[row] > size)
      bad_value(what, row, "code " + std::to_string(given.codes[row]) + " of a dictionary of " + std::to_string(size),
                "count codes from 1, 0 being a missing one, or from 0 by Codes::from_zero");
  CodedIds coded{std::move(dictionary.vocabulary), lasting(given.codes)};
  if (!std::ranges::is_sorted(dictionary.codes)) recode(coded.codes, dictionary.codes);
  return coded;
}

// The number as a float; NaN is missing.
float checked_number(const NamedColumn& column, double value, std::size_t row) {
  const bool needed = column.role != Role::feature;
  if (std::isnan(value) && needed)
    bad_value(shown(column.name), row, "missing, where the " + std::string(name(column.role)) + " needs a number",
              "leave such rows out");
  if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max()))
    bad_value(shown(column.name), row, fmt::format("{}, expected a number within the range of a float", value),
              "scale the column");
  if (column.role == Role::weight && value < 0)
    bad_value(shown(column.name), row, fmt::format("{}, expected a weight of at least 0", value),
              "leave such rows out");
  return static_cast<float>(value);
}

void build_numbers(const NamedColumn& column, const Numbers& numbers, BuiltColumn& built) {
  built.field.kind = Kind::numeric;
  std::visit(
      [&]<class T>(const SharedSpan<T>& values) {
        if constexpr (std::is_same_v<T, float>) {
          for (std::size_t row = 0; row < values.size(); ++row)
            checked_number(column, static_cast<double>(values[row]), row);
          built.column = NumericColumn{lasting(values)};
        } else {
          std::vector<float> result;
          result.reserve(values.size());
          for (std::size_t row = 0; row < values.size(); ++row)
            result.push_back(checked_number(column, static_cast<double>(values[row]), row));
          built.column = NumericColumn{std::move(result)};
        }
        if (column.role != Role::time) return;
        if constexpr (std::is_same_v<T, double>)
          built.times = lasting(values);
        else
          built.times = std::vector<double>(values.begin(), values.end());
      },
      numbers.values);
}

void check_bags(const std::string& what, const Bags& bags) {
  const std::size_t entries =
      std::visit([](const auto& values) { return rows(std::variant<Ids, Codes>(values)); }, bags.entries);
  const bool starts = !bags.offsets.empty() && bags.offsets.front() == 0;
  if (!starts || !std::is_sorted(bags.offsets.begin(), bags.offsets.end()) || bags.offsets.back() != entries)
    throw Error(
        Code::bad_data,
        "the offsets of " + what + " do not rise from 0 to the number of its entries, " + std::to_string(entries),
        "give one offset more than rows");
  if (!bags.weights.empty() && bags.weights.size() != entries)
    throw Error(
        Code::bad_data,
        what + " has " + std::to_string(bags.weights.size()) + " weights for " + std::to_string(entries) + " entries",
        "give one weight an entry, or none");
  for (const float weight : bags.weights)
    if (!std::isfinite(weight))
      throw Error(Code::bad_data, what + " has a weight that is no finite number", "leave such entries out");
}

void build_bags(const std::string& what, const Bags& bags, BuiltColumn& built) {
  check_bags(what, bags);
  const bool weighted = !bags.weights.empty();
  built.field.kind = Kind::multi;
  built.field.pooling = bags.pooling.value_or(weighted ? Pooling::sum : Pooling::mean);
  built.field.slots = built.field.pooling == Pooling::padded_mean ? bags.slots : 0;
  CodedIds coded = code_ids(what, bags.entries, Holes::allowed);
  built.field.vocabulary = std::move(coded.vocabulary);
  const bool all_one = std::all_of(bags.weights.begin(), bags.weights.end(), [](float w) { return w == 1; });
  if (std::ranges::find(coded.codes, 0u) == coded.codes.end()) {
    built.column = MultiColumn{lasting(bags.offsets), std::move(coded.codes),
                               all_one ? SharedSpan<float>() : lasting(bags.weights)};
    return;
  }
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  std::vector<float> weights;
  offsets.reserve(bags.offsets.size());
  for (std::size_t row = 0; row + 1 < bags.offsets.size(); ++row) {
    for (std::uint64_t i = bags.offsets[row]; i < bags.offsets[row + 1]; ++i) {
      if (coded.codes[i] == 0) continue;
      codes.push_back(coded.codes[i]);
      if (!all_one) weights.push_back(bags.weights[i]);
    }
    offsets.push_back(codes.size());
  }
  built.column = MultiColumn{std::move(offsets), std::move(codes), std::move(weights)};
}

}  // namespace

CodedIds code_ids(const std::string& what, const std::variant<Ids, Codes>& ids, Holes holes) {
  const auto* values = std::get_if<Ids>(&ids);
  CodedIds coded = values ? code_values(what, *values) : code_codes(what, std::get<Codes>(ids));
  check_holes(what, coded.codes, holes);
  return coded;
}

BuiltColumn build_column(const NamedColumn& column) {
  BuiltColumn built;
  built.field.name = column.name;
  built.field.role = column.role;
  if (const auto* numbers = std::get_if<Numbers>(&column.values)) {
    build_numbers(column, *numbers, built);
  } else if (const auto* bags = std::get_if<Bags>(&column.values)) {
    build_bags(shown(column.name), *bags, built);
  } else {
    const auto* ids = std::get_if<Ids>(&column.values);
    const bool needed = column.role == Role::user || column.role == Role::item;
    CodedIds coded = code_ids(shown(column.name), ids ? std::variant<Ids, Codes>(*ids) : std::get<Codes>(column.values),
                              needed ? Holes::refused : Holes::allowed);
    built.field.vocabulary = std::move(coded.vocabulary);
    built.column = CategoricalColumn{std::move(coded.codes)};
  }
  return built;
}

std::size_t rows(const std::variant<Ids, Codes>& ids) {
  if (const auto* codes = std::get_if<Codes>(&ids)) return codes->codes.size();
  return std::visit([](const auto& values) { return values.size(); }, std::get<Ids>(ids).values);
}

std::size_t rows(const ColumnValues& values) {
  if (const auto* numbers = std::get_if<Numbers>(&values))
    return std::visit([](const auto& given) { return given.size(); }, numbers->values);
  if (const auto* bags = std::get_if<Bags>(&values)) return bags->offsets.empty() ? 0 : bags->offsets.size() - 1;
  if (const auto* ids = std::get_if<Ids>(&values)) return rows(std::variant<Ids, Codes>(*ids));
  return std::get<Codes>(values).codes.size();
}

}  // namespace interplay
