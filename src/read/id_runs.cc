#include "read/id_runs.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <string>
#include <utility>

#include "data/text/numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Ids as integers, in the order of their values: 3.0 is 3.
class IntegerKeys {
 public:
  using Key = std::int64_t;
  explicit IntegerKeys(const std::shared_ptr<Spool>& spool) : sorted_(spool), merged_(spool) {}

  static Key key(std::string_view text) { return *whole_id(text); }
  void keep(Key key) { sorted_.append({&key, 1}); }
  void end_runs() { ids_ = sorted_.take(); }
  Key sorted(std::uint64_t at) const { return ids_[at]; }
  void take(Key key) { merged_.append({&key, 1}); }
  Vocabulary vocabulary() {
    auto ids = std::make_shared<SharedSpan<std::int64_t>>(merged_.take());
    return Vocabulary::view_integers(*ids, ids);
  }

 private:
  SpooledValues<std::int64_t> sorted_, merged_;
  SharedSpan<std::int64_t> ids_;
};

// Ids as texts, in the order of their bytes.
class TextKeys {
 public:
  using Key = std::string_view;
  explicit TextKeys(const std::shared_ptr<Spool>& spool)
      : ends_(spool), sorted_(spool), merged_ends_(spool), merged_(spool) {
    append_end(ends_, 0);
    append_end(merged_ends_, 0);
  }

  static Key key(std::string_view text) { return text; }
  void keep(Key key) {
    sorted_.append(key);
    append_end(ends_, sorted_.size());
  }
  void end_runs() {
    bytes_ = sorted_.map();
    offsets_ = ends_.take();
  }
  Key sorted(std::uint64_t at) const {
    return {reinterpret_cast<const char*>(bytes_.get()) + offsets_[at], offsets_[at + 1] - offsets_[at]};
  }
  void take(Key key) {
    merged_.append(key);
    append_end(merged_ends_, merged_.size());
  }
  Vocabulary vocabulary() {
    struct Storage {
      SharedSpan<std::uint64_t> offsets;
      std::shared_ptr<std::byte> bytes;
    };
    const std::size_t size = merged_.size();
    auto kept = std::make_shared<Storage>(Storage{merged_ends_.take(), merged_.map()});
    const std::string_view bytes(reinterpret_cast<const char*>(kept->bytes.get()), size);
    const std::span<const std::uint64_t> offsets = kept->offsets;
    return Vocabulary::view_strings(offsets, bytes, std::move(kept));
  }

 private:
  static void append_end(SpooledValues<std::uint64_t>& ends, std::uint64_t end) { ends.append({&end, 1}); }

  SpooledValues<std::uint64_t> ends_;
  Spool::File sorted_;
  SpooledValues<std::uint64_t> merged_ends_;
  Spool::File merged_;
  std::shared_ptr<std::byte> bytes_;
  SharedSpan<std::uint64_t> offsets_;
};

// The codes of rows, where each row has a number in its run. Both arrays have a place for each text of each run.
struct IdPlaces {
  RowValues<std::uint32_t> sorted;  // of a text: its place among the sorted ids of its run
  RowValues<std::uint32_t> codes;   // of a sorted id of a run: its code
};

}  // namespace

IdRuns::IdRuns(std::shared_ptr<Spool> spool)
    : spool_(std::move(spool)), lengths_(spool_), bytes_(spool_), cells_(spool_) {}

IdRuns::~IdRuns() = default;

void IdRuns::add(std::span<const std::string_view> texts, std::span<const std::uint64_t> cells, std::uint64_t rows) {
  Run run{rows, static_cast<std::uint32_t>(texts.size()), texts_, bytes_.size(), 0};
  for (const std::string_view text : texts) {
    integers_ = integers_ && whole_id(text).has_value();
    const auto length = static_cast<std::uint32_t>(text.size());
    lengths_.append(bytes_of(std::span<const std::uint32_t>(&length, 1)));
    bytes_.append(text);
  }
  run.bytes = bytes_.size() - run.offset;
  missing_ += cells.front();
  cells_.append(cells.subspan(1));
  texts_ += texts.size();
  runs_.push_back(run);
}

IdRuns::Merged IdRuns::merge(std::span<const std::uint32_t> numbers) {
  return integers_ ? merge_by(IntegerKeys(spool_), numbers) : merge_by(TextKeys(spool_), numbers);
}

template <class Keys>
IdRuns::Merged IdRuns::merge_by(Keys keys, std::span<const std::uint32_t> numbers) {
  using Key = typename Keys::Key;
  const std::shared_ptr<std::byte> text_bytes = bytes_.map(), text_lengths = lengths_.map();
  const SharedSpan<std::uint64_t> cells = cells_.take();
  IdPlaces places{{spool_, texts_}, {spool_, texts_}};
  RowValues<std::uint64_t> cells_of_sorted(spool_, texts_);

  // Each run by itself, in memory.
  std::uint64_t sorted_ids = 0;
  std::vector<std::uint64_t> first_sorted;  // of each run, among the sorted ids of all
  for (Run& run : runs_) {
    std::vector<std::pair<Key, std::uint32_t>> ids(run.texts);
    const char* text = reinterpret_cast<const char*>(text_bytes.get()) + run.offset;
    const auto* lengths = reinterpret_cast<const std::uint32_t*>(text_lengths.get()) + run.first;
    for (std::uint32_t i = 0; i < run.texts; text += lengths[i++]) ids[i] = {Keys::key({text, lengths[i]}), i};
    std::sort(ids.begin(), ids.end());
    first_sorted.push_back(sorted_ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (i == 0 || ids[i].first != ids[i - 1].first) {
        keys.keep(ids[i].first);
        ++run.distinct;
      }
      places.sorted[run.first + ids[i].second] = run.distinct - 1;
      cells_of_sorted[sorted_ids + run.distinct - 1] += cells[run.first + ids[i].second];
    }
    sorted_ids += run.distinct;
  }
  keys.end_runs();

  // All of them together.
  struct Head {
    Key key;
    std::uint32_t run;
    bool operator>(const Head& other) const { return key != other.key ? key > other.key : run > other.run; }
  };
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
  std::vector<std::uint32_t> next(runs_.size(), 0);
  for (std::uint32_t r = 0; r < runs_.size(); ++r)
    if (runs_[r].distinct > 0) heads.push({keys.sorted(first_sorted[r]), r});
  SpooledValues<std::uint64_t> cells_of_code(spool_);
  cells_of_code.append({&missing_, 1});
  std::uint64_t code = 0;
  while (!heads.empty()) {
    const Key key = heads.top().key;
    if (++code > std::numeric_limits<std::uint32_t>::max())
      throw Error(Code::unsupported, "a column has more than 4294967295 different ids", "read fewer rows");
    std::uint64_t count = 0;
    while (!heads.empty() && heads.top().key == key) {
      const std::uint32_t r = heads.top().run;
      heads.pop();
      const std::uint64_t at = first_sorted[r] + next[r];
      places.codes[runs_[r].first + next[r]] = static_cast<std::uint32_t>(code);
      count += cells_of_sorted[at];
      if (++next[r] < runs_[r].distinct) heads.push({keys.sorted(at + 1), r});
    }
    keys.take(key);
    cells_of_code.append({&count, 1});
  }

  RowValues<std::uint32_t> codes(spool_, numbers.size());
  std::uint64_t row = 0;
  for (const Run& run : runs_)
    for (; row < run.rows; ++row) {
      const std::uint32_t number = numbers[row];
      codes[row] = number == 0 ? 0 : places.codes[run.first + places.sorted[run.first + number - 1]];
    }
  return {keys.vocabulary(), std::move(codes).take(), cells_of_code.take()};
}

}  // namespace interplay
