// Wing builder: DatasetBuilder (interplay/build.h). In: columns in a caller's memory: numbers, codes with dictionaries,
// strings, bags, entity tables. Out: the same Dataset that reading them from files gives. Every column is checked
// before the first is taken. Callers are users of the library; nothing else in the house depends on it.
//
// The values of a builder's columns as columns of a data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "interplay/build.h"

namespace interplay {

struct CodedIds {
  Vocabulary vocabulary;
  SharedSpan<std::uint32_t> codes;  // 0: missing
};

// Whether a row may lack a value.
enum class Holes { allowed, refused };

// `what` names the column in messages. Throws Error(bad_data).
CodedIds code_ids(const std::string& what, const std::variant<Ids, Codes>& ids, Holes holes);

struct BuiltColumn {
  Field field;  // name, role, kind, vocabulary, pooling
  Column column;
  SharedSpan<double> times;  // of the role `time`
};
BuiltColumn build_column(const NamedColumn& column);

std::size_t rows(const ColumnValues& values);
std::size_t rows(const std::variant<Ids, Codes>& ids);

}  // namespace interplay
