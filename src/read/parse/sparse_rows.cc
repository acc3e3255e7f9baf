#include "read/parse/sparse_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "data/shown.h"

#include "data/text/dictionary.h"
#include "data/text/numbers.h"

namespace interplay {
namespace {

struct SparseReading {
  SparseFormat format = SparseFormat::libsvm;
  bool labelled = true;         // a line begins with a label
  bool normalize_rows = false;  // divide the values of a row by their Euclidean norm
};

// xLearn also reads commas.
constexpr std::string_view separators = " \t\r,";

// Cuts the next word off the front of `line`; empty at the end or before a comment.
std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(separators), line.size()));
  if (line.starts_with('#')) line = {};
  const std::size_t end = std::min(line.find_first_of(separators), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

// Digits only, without leading zeros, at most 2^63-1; empty when it is something else.
std::string_view index_of(std::string_view text) {
  while (text.size() > 1 && text[0] == '0') text.remove_prefix(1);
  const auto value = canonical_integer(text);
  return value && *value >= 0 ? text : std::string_view();
}

struct Entry {
  std::string_view field, index;  // field: libffm only
  float value = 0;
};

// The words of one line, checked.
struct Line {
  float label = 0;
  bool query = false;  // held a qid:
  std::vector<Entry> entries;
};

void normalize(std::vector<Entry>& entries) {
  double squares = 0;
  for (const Entry& entry : entries) squares += static_cast<double>(entry.value) * static_cast<double>(entry.value);
  if (squares == 0) return;
  for (Entry& entry : entries) entry.value = static_cast<float>(static_cast<double>(entry.value) / std::sqrt(squares));
}

bool parse_value(std::string_view text, float& value) {
  const auto number = parse_number(text);
  if (!number || std::abs(*number) > static_cast<double>(std::numeric_limits<float>::max())) return false;
  value = static_cast<float>(*number);
  return true;
}

// What is wrong with the word as an entry; empty if nothing is.
std::string parse_entry(std::string_view word, SparseFormat format, Entry& entry) {
  const char* expected = format == SparseFormat::libffm ? "field:index:value" : "index:value";
  const std::size_t first = word.find(':'), last = word.rfind(':');
  const auto colons = std::count(word.begin(), word.end(), ':');
  if (colons != (format == SparseFormat::libffm ? 2 : 1)) return "entry is " + shown(word) + ", expected " + expected;
  if (format == SparseFormat::libffm) {
    entry.field = index_of(word.substr(0, first));
    if (entry.field.empty())
      return "field is " + shown(word.substr(0, first)) + ", expected a whole number of at least 0";
    entry.index = word.substr(first + 1, last - first - 1);
  } else {
    entry.index = word.substr(0, first);
  }
  const std::string_view index = index_of(entry.index);
  if (index.empty())
    return "index is " + shown(entry.index) + ", expected a whole number from 0 to 9223372036854775807";
  entry.index = index;
  if (!parse_value(word.substr(last + 1), entry.value))
    return "value is " + shown(word.substr(last + 1)) + ", expected a finite number";
  return "";
}

struct SparseChunk {
  Chunk chunk;  // column 0: the target; the others as `fields` says
  std::map<std::int64_t, std::size_t> fields;
  bool query = false;
};

class SparseParser {
 public:
  SparseParser(const Text& text, const SparseReading& reading) : text_(text), reading_(reading) {
    result_.chunk.columns.resize(1);
    if (reading.format == SparseFormat::libsvm) column_of(0);
  }

  SparseChunk parse(Range range) {
    std::size_t position = range.begin;
    while (position < range.end) {
      const std::size_t newline = std::min(text_.bytes.find('\n', position), text_.bytes.size());
      read_line(text_.bytes.substr(position, newline - position), position);
      position = newline + 1;
    }
    for (std::size_t i = 1; i < result_.chunk.columns.size(); ++i) {
      LocalColumn& column = result_.chunk.columns[i];
      column.offsets.resize(result_.chunk.rows + 1, column.codes.size());
      column.distinct = std::move(dictionaries_[i - 1]).take();
    }
    return std::move(result_);
  }

 private:
  const Text& text_;
  SparseReading reading_;
  SparseChunk result_;
  std::vector<Dictionary> dictionaries_;
  Line line_;

  void read_line(std::string_view line, std::size_t offset) {
    std::string_view rest = line;
    const std::string_view label = next_word(rest);
    if (label.empty()) return;
    BadLine bad{.offset = offset, .cell = reading_.labelled ? std::size_t{1} : 0};
    if (line.find('\0') != std::string_view::npos) {
      bad = {.offset = offset, .message = "the line contains a NUL byte, expected text", .kind = "contain a NUL byte"};
    } else if (reading_.labelled && !parse_value(label, line_.label)) {
      bad.message = "target is " + shown(label) + ", expected a finite number";
      bad.kind = "have a target that is no number";
    } else {
      bad.message = read_entries(reading_.labelled ? rest : line, bad.cell);
      bad.kind = "hold an entry that is not as expected";
    }
    if (bad.message.empty())
      keep();
    else
      reject(result_.chunk, std::move(bad));
  }

  std::string read_entries(std::string_view rest, std::size_t& cell) {
    line_.entries.clear();
    line_.query = false;
    for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
      ++cell;
      if (word.starts_with("qid:")) {
        line_.query = true;
        continue;
      }
      std::string problem = parse_entry(word, reading_.format, line_.entries.emplace_back());
      if (!problem.empty()) return problem;
    }
    return "";
  }

  void keep() {
    Chunk& chunk = result_.chunk;
    if (reading_.labelled) chunk.columns[0].numbers.push_back(line_.label);
    result_.query = result_.query || line_.query;
    if (reading_.normalize_rows) normalize(line_.entries);
    for (const Entry& entry : line_.entries) {
      const std::size_t index = column_of(entry.field.empty() ? 0 : *canonical_integer(entry.field));
      LocalColumn& column = chunk.columns[index];
      // Offsets are filled up to this row only now, because most fields occur in most lines, but not in all.
      column.offsets.resize(chunk.rows + 1, column.codes.size());
      column.codes.push_back(dictionaries_[index - 1].add(entry.index));
      column.weights.push_back(entry.value);
    }
    ++chunk.rows;
  }

  std::size_t column_of(std::int64_t field) {
    const auto [place, added] = result_.fields.try_emplace(field, result_.chunk.columns.size());
    if (added) {
      result_.chunk.columns.emplace_back().offsets.assign(1, 0);
      dictionaries_.emplace_back();
    }
    return place->second;
  }
};

ColumnSpec target_spec() {
  ColumnSpec spec;
  spec.name = "target";
  spec.kind = Kind::numeric;
  spec.role = Role::target;
  spec.declared = spec.needed = true;
  return spec;
}

ColumnSpec bag_spec(std::string name) {
  ColumnSpec spec;
  spec.name = std::move(name);
  spec.kind = Kind::multi;
  spec.declared = true;
  return spec;
}

// Brings the columns of a chunk into the order of all fields; a field that the chunk lacks has empty bags.
Chunk arranged(SparseChunk parsed, const std::set<std::int64_t>& fields, bool labelled) {
  std::vector<LocalColumn> columns;
  if (labelled) columns.push_back(std::move(parsed.chunk.columns[0]));
  for (const std::int64_t field : fields) {
    const auto place = parsed.fields.find(field);
    if (place != parsed.fields.end()) {
      columns.push_back(std::move(parsed.chunk.columns[place->second]));
    } else {
      columns.emplace_back().offsets.assign(parsed.chunk.rows + 1, 0);
    }
  }
  parsed.chunk.columns = std::move(columns);
  return std::move(parsed.chunk);
}

// Classification files write -1 where others write 0. Returns whether the labels were such, and turns them into 0 and
// 1.
bool map_signed_labels(std::vector<SparseChunk>& chunks) {
  bool negative = false;
  for (const SparseChunk& chunk : chunks) {
    for (const float label : chunk.chunk.columns[0].numbers) {
      if (label != -1 && label != 1) return false;
      negative = negative || label == -1;
    }
  }
  if (!negative) return false;
  for (SparseChunk& chunk : chunks)
    for (float& label : chunk.chunk.columns[0].numbers) label = std::max(label, 0.0f);
  return true;
}

// The first lines of a text that may be sparse.
struct SparseSample {
  std::size_t lines = 0;
  std::size_t labelled = 0;    // that begin with a number and an entry
  std::size_t with_comma = 0;  // that have commas between their words
  std::size_t whole = 0;       // of whose words all are entries, but for the first where that is a number
  std::size_t unlabelled = 0;  // of whose words all are entries, the first as well
  bool several = false;        // some line has more than one entry
  bool clocks = true;          // all entries look like times of day ("08:15")
};

// Two digits between colons, as in a time of day.
bool is_clock(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i)
    if (i % 3 == 2 ? word[i] != ':' : word[i] < '0' || word[i] > '9') return false;
  return word.size() == 5 || word.size() == 8;
}

void add_to_sample(SparseSample& sample, std::string_view line, SparseFormat format) {
  std::string_view rest = line;
  std::string_view word = next_word(rest);
  if (word.empty()) return;
  ++sample.lines;
  const bool label = parse_number(word).has_value();
  if (label) word = next_word(rest);
  std::size_t words = 0, entries = 0;
  bool first = false;
  for (; !word.empty(); word = next_word(rest)) {
    if (word.starts_with("qid:")) continue;
    Entry ignored;
    const bool fits = parse_entry(word, format, ignored).empty();
    if (words == 0) first = fits;
    ++words;
    if (!fits) continue;
    ++entries;
    sample.clocks = sample.clocks && is_clock(word);
  }
  if (label && first) ++sample.labelled;
  if (words > 0 && words == entries) ++(label ? sample.whole : sample.unlabelled);
  if (line.find(',') < line.find('#')) ++sample.with_comma;
  sample.several = sample.several || entries > 1;
}

SparseSample sparse_sample(const Text& text, SparseFormat format) {
  constexpr std::size_t sample_lines = 100;
  SparseSample sample;
  for (std::size_t position = 0; position < text.bytes.size() && sample.lines < sample_lines;) {
    const std::size_t newline = std::min(text.bytes.find('\n', position), text.bytes.size());
    add_to_sample(sample, text.bytes.substr(position, newline - position), format);
    position = newline + 1;
  }
  return sample;
}

// Lines of entries alone, without labels, are there to be scored. One in ten may be bad, unless words between commas
// may be cells.
bool is_unlabelled(const SparseSample& sample) {
  const std::size_t odd = sample.lines - sample.unlabelled;
  const bool slips = sample.with_comma == 0 && sample.labelled == 0 && 10 * odd <= sample.lines;
  return sample.lines > 0 && (odd == 0 || slips);
}

}  // namespace

Certainty recognise_sparse(SparseFormat format, const Text& text, const DataOptions& options) {
  if (!options.delimiter.empty() || options.header == "yes") return Certainty::none;
  const SparseSample sample = sparse_sample(text, format);
  // Words between commas may as well be cells.
  if (sample.with_comma > 0 || is_unlabelled(sample)) {
    const bool all = sample.whole + sample.unlabelled == sample.lines && (sample.whole == 0 || sample.unlabelled == 0);
    return (all || is_unlabelled(sample)) && sample.several && !sample.clocks ? Certainty::likely : Certainty::none;
  }
  return 2 * sample.labelled > sample.lines ? Certainty::likely : Certainty::none;
}

ParsedTable parse_sparse(SparseFormat format, std::span<const std::shared_ptr<const Text>> texts,
                         const DataOptions& options, const TaskPool& pool) {
  const bool labelled = !is_unlabelled(sparse_sample(*texts[0], format));
  const SparseReading reading{format, labelled, options.normalize_rows};
  ParsedTable table;
  if (labelled) table.specs.push_back(target_spec());
  std::vector<SparseChunk> chunks;
  bool query = false;
  for (const auto& text : texts) {
    const std::vector<Range> ranges = line_ranges(text->bytes, 0, chunk_bytes);
    const std::size_t base = chunks.size();
    chunks.resize(base + ranges.size());
    pool.run(ranges.size(), [&](std::size_t i) { chunks[base + i] = SparseParser(*text, reading).parse(ranges[i]); });
    table.text_of.resize(chunks.size(), table.texts.size());
    table.texts.push_back(text);
  }
  table.notes.push_back(texts[0]->path + (format == SparseFormat::libsvm ? " is libsvm text: " : " is libffm text: ") +
                        (labelled ? "label " : "") +
                        (format == SparseFormat::libsvm ? "index:value ..." : "field:index:value ...") +
                        (labelled ? "" : ", without labels"));
  if (labelled && map_signed_labels(chunks)) table.notes.push_back("labels -1 and 1 are read as 0 and 1");
  std::set<std::int64_t> fields;
  for (const SparseChunk& chunk : chunks) {
    query = query || chunk.query;
    for (const auto& [field, place] : chunk.fields) fields.insert(field);
  }
  for (const std::int64_t field : fields)
    table.specs.push_back(
        bag_spec(reading.format == SparseFormat::libsvm ? "features" : "field" + std::to_string(field)));
  for (SparseChunk& chunk : chunks) table.chunks.push_back(arranged(std::move(chunk), fields, labelled));
  finish(table, options.skip_bad_lines ? BadLines::skip_few : BadLines::refuse);
  if (query) table.notes.push_back("qid: entries are left out");
  return table;
}

}  // namespace interplay
