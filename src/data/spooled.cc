#include "data/spooled.h"

#include <algorithm>
#include <utility>

#include "interplay/store.h"

namespace interplay {

namespace {

std::shared_ptr<Spool> spool_of_column(const Column& column) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) return spool_at(numeric->values.data());
  if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) return spool_at(categorical->codes.data());
  const auto& bags = std::get<MultiColumn>(column);
  if (auto spool = spool_at(bags.offsets.data())) return spool;
  return spool_at(bags.codes.data());
}

}  // namespace

std::shared_ptr<Spool> spool_of(std::span<const FieldView> fields) {
  for (const FieldView& view : fields)
    if (auto spool = view.row_of != nullptr ? spool_at(view.row_of) : spool_of_column(*view.column)) return spool;
  return nullptr;
}

std::shared_ptr<Spool> spool_of(const Dataset& data) {
  for (const Entity& entity : data.entities)
    if (auto spool = spool_at(entity.row_of.data())) return spool;
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    if (data.schema.fields[f].table > 0) continue;
    if (auto spool = spool_of_column(data.columns[f])) return spool;
  }
  return nullptr;
}

namespace {

template <class T>
void copy_to(const std::shared_ptr<Spool>& spool, SharedSpan<T>& values) {
  if (values.empty() || spool_at(values.data()) == spool) return;
  RowValues<T> copy(spool, values.size());
  std::ranges::copy(values, copy.begin());
  passed_over({reinterpret_cast<const char*>(copy.data()), copy.size() * sizeof(T)});
  values = std::move(copy).take();
}

void copy_to(const std::shared_ptr<Spool>& spool, Column& column) {
  if (auto* numeric = std::get_if<NumericColumn>(&column)) {
    copy_to(spool, numeric->values);
  } else if (auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    copy_to(spool, categorical->codes);
  } else {
    auto& bags = std::get<MultiColumn>(column);
    copy_to(spool, bags.offsets);
    copy_to(spool, bags.codes);
    copy_to(spool, bags.weights);
  }
}

}  // namespace

Dataset in_spool(Dataset data, const std::shared_ptr<Spool>& spool) {
  if (spool == nullptr) return data;
  for (std::size_t f = 0; f < data.columns.size(); ++f)
    if (data.schema.fields[f].table == 0) copy_to(spool, data.columns[f]);
  for (Entity& entity : data.entities) copy_to(spool, entity.row_of);
  copy_to(spool, data.time);
  return data;
}

}  // namespace interplay
