#include "workflow/fingerprint.h"

#include <string>

#include "base/files.h"
#include "model/file_json.h"
#include "model/safetensors.h"

namespace interplay {
namespace {

// The checksum of a list of checksums.
class Checksums {
 public:
  void add(std::string_view bytes) {
    sums_.push_back(checksum(bytes));
    sums_.push_back(bytes.size());
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(as_bytes(std::span<const T>(values)));
  }
  template <class T>
  void add(const SharedSpan<T>& values) {
    add(as_bytes(std::span<const T>(values)));
  }
  std::uint64_t all() const { return checksum(as_bytes(std::span<const std::uint64_t>(sums_))); }

 private:
  std::vector<std::uint64_t> sums_;
};

}  // namespace

std::uint64_t fingerprint(const Dataset& data, const SplitRows& split, const Parameters* start) {
  Checksums sums;
  sums.add(json_text(file_json(data.schema)));
  for (const Column& column : data.columns) {
    if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
      sums.add(numeric->values);
    } else if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
      sums.add(categorical->codes);
    } else {
      const auto& multi = std::get<MultiColumn>(column);
      sums.add(multi.offsets);
      sums.add(multi.codes);
      sums.add(multi.weights);
    }
  }
  for (const Field& field : data.schema.fields) {
    sums.add(as_bytes(field.vocabulary.sorted_integers()));
    sums.add(field.vocabulary.string_bytes());
  }
  for (const Entity& entity : data.entities) sums.add(entity.row_of);
  for (const auto rows : {split.train, split.valid, split.test}) sums.add(as_bytes(rows));
  if (start) sums.add(as_bytes(start->block()));
  return sums.all();
}

}  // namespace interplay
