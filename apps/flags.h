// The flags of the command line. Those of the library come from its option tables; a verb adds its own.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/options.h"

namespace interplay::cli {

struct Flag {
  enum class Takes {
    nothing,  // --json
    yes_no,   // --clip, --no-clip
    value,    // --rank 8; the last one counts
    list,     // --fields a,b; several are joined
  };
  enum class Completes { nothing, file, folder, model, metric };

  std::string name;  // with dashes inside, none in front
  Takes takes = Takes::value;
  std::string group;
  std::string help;          // one sentence, without a full stop
  std::string value = "";    // placeholder of the value in help
  std::string initial = "";  // the default, as text
  std::string range = "";    // of numbers, in words
  std::vector<std::string> choices = {};
  Completes completes = Completes::nothing;
  char letter = 0;
  std::vector<std::string> aliases = {};  // understood, not shown
  std::string brief = "";                 // a few words for the short help; empty: shown by --help-all alone
};

// The flags and values given on the command line.
struct Arguments {
  std::vector<std::string> operands;
  std::vector<std::pair<std::string, std::string>> flags;  // by name; lists joined by commas

  bool has(std::string_view flag) const;
  std::optional<std::string> value(std::string_view flag) const;
  // Throws Error(usage) if the value is no integer of at least `low`.
  std::int64_t integer(std::string_view flag, std::int64_t initial, std::int64_t low) const;
  // Nothing when the flag is not given. Throws Error(usage) when the value is no number.
  std::optional<double> number(std::string_view flag) const;
  std::vector<std::string> list(std::string_view flag) const;  // as value_list.h says, without empty values
};

template <class Struct>
bool has_option(std::string_view name) {
  return std::ranges::any_of(options<Struct>(), [&](const Option<Struct>& option) { return option.name == name; });
}

// The flag of an option. A name that occurs in two tables means the option of the first table (data, split, train); the
// later one has its table in front: --model-numeric.
template <class Struct>
std::string flag_name(const Option<Struct>& option);

// The flags of a table, all or only those named (as in the table), with the defaults that `defaults` holds.
template <class Struct>
std::vector<Flag> flags_of(const Struct& defaults, std::span<const std::string_view> only = {});

// What a verb reads of TrainOptions that trains nothing.
inline constexpr std::string_view thread_options[] = {"threads"};

// The flags that say how the files are read which a model scores. What the model reads of them, it knows itself.
std::vector<Flag> reading_flags();

// Sets every option that was given. Throws Error(usage).
template <class Struct>
void apply(const Arguments& arguments, Struct& values);

// Options that name files, so that recipes can be moved and shells complete them.
bool names_a_file(std::string_view option);

std::string with_dashes(std::string_view name);
std::string with_underscores(std::string_view name);

}  // namespace interplay::cli
